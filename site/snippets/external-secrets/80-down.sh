kubectl scale deployment external-secrets -n external-secrets --replicas=0
kubectl rollout status deployment external-secrets -n external-secrets --timeout=60s
vault kv patch -mount=secret shop/orders password=wednesday
kubectl get externalsecret,secret -n shop
