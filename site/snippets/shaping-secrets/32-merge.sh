kubectl apply -f merge.yaml
kubectl wait -n shop externalsecret/payment-merge --for=condition=Ready --timeout=60s
kubectl get externalsecret payment-merge -n shop
