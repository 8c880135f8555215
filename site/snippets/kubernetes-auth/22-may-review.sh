kubectl create -f may-review.yaml -o jsonpath='{.status.allowed}{"\n"}'
