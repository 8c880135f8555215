timeout 60 bash -c 'until [ "$(kubectl get secret orders-db -n shop -o jsonpath={.data.username})" != "$(cat before.txt)" ]; do sleep 1; done'
# ---8<---
kubectl rollout restart deployment/orders -n shop
kubectl rollout status deployment/orders -n shop --timeout=170s
