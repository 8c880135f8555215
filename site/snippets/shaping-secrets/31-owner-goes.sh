kubectl delete externalsecret payment -n shop
kubectl wait -n shop secret/payment --for=delete --timeout=60s
