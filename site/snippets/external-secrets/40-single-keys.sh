kubectl apply -f orders-db.yaml
kubectl wait -n shop externalsecret/orders-db --for=condition=Ready --timeout=60s
kubectl get externalsecret orders-db -n shop
kubectl describe secret orders-db -n shop
