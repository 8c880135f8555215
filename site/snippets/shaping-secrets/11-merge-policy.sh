kubectl patch externalsecret orders-config -n shop --type=merge \
  -p '{"spec": {"target": {"template": {"mergePolicy": "Merge"}}}}'
kubectl wait -n shop secret/orders-config --for=jsonpath='{.data.username}' --timeout=60s
kubectl get secret orders-config -n shop -o json | jq -c '.data | keys'
