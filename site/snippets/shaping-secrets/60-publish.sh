kubectl apply -f publish.yaml
kubectl wait -n shop pushsecret/session-key --for=condition=Ready --timeout=60s
kubectl get pushsecret session-key -n shop
vault kv metadata get -mount=secret -format=json shop/generated/session |
  jq '.data | {current_version, custom_metadata}'
