kubectl apply -f overwrite.yaml
kubectl wait -n shop pushsecret/overwrite-orders --for=condition=Ready=False --timeout=60s
kubectl get pushsecret overwrite-orders -n shop -o json |
  jq -r '.status.conditions[] | select(.type == "Ready") | .reason, .message'
