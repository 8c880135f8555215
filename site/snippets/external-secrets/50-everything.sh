kubectl apply -f everything.yaml
kubectl wait -n shop externalsecret/everything --for=condition=Ready --timeout=60s
kubectl get secret everything -n shop -o json | jq '.data | map_values(@base64d)'
