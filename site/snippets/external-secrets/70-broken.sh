kubectl apply -f payment.yaml
kubectl wait -n shop externalsecret/payment --for=condition=Ready=False --timeout=60s
kubectl get externalsecret payment -n shop
