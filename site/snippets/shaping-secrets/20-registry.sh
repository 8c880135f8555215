kubectl apply -f registry-login.yaml
kubectl wait -n shop externalsecret/registry-login --for=condition=Ready --timeout=60s
kubectl get secret registry-login -n shop
kubectl get secret registry-login -n shop -o jsonpath='{.data.\.dockerconfigjson}' |
  base64 -d | jq '.auths | map_values(keys)'
