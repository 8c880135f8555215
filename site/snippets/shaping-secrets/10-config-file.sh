kubectl apply -f orders-config.yaml
kubectl wait -n shop externalsecret/orders-config --for=condition=Ready --timeout=60s
kubectl get secret orders-config -n shop -o json | jq '.data | keys'
kubectl get secret orders-config -n shop -o jsonpath='{.data.application\.yaml}' |
  base64 -d | yq '.database | keys'
