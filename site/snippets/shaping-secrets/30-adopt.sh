kubectl create secret generic payment -n shop \
  --from-literal=api_key=old --from-literal=signing_key=not-in-vault
kubectl apply -f adopt.yaml
kubectl wait -n shop externalsecret/payment --for=condition=Ready --timeout=60s
kubectl get secret payment -n shop -o json | jq -c '.data | keys'
