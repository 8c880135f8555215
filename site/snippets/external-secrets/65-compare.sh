wanted=$(vault kv get -mount=secret -field=password shop/orders | sha256sum)
timeout 60 bash -c "until [ \"\$(kubectl get secret orders-db -n shop -o jsonpath='{.data.DB_PASSWORD}' | base64 -d | sha256sum)\" = '$wanted' ]; do sleep 1; done"
# ---8<---
vault kv get -mount=secret -field=password shop/orders | sha256sum
kubectl get secret orders-db -n shop -o jsonpath='{.data.DB_PASSWORD}' | base64 -d | sha256sum
kubectl get externalsecret orders-db -n shop -o jsonpath='{.status.refreshTime}{"\n"}'
