kubectl apply -f orders-db.yaml
kubectl wait -n shop externalsecret/orders-db --for=condition=Ready --timeout=60s
kubectl get secret orders-db -n shop -o jsonpath='{.data.username}' | base64 -d
