kubectl apply -f reviewer.yaml
kubectl wait secret/vault-reviewer-token -n vault-auth --for=jsonpath='{.data.token}' --timeout=30s

kubectl get secret vault-reviewer-token -n vault-auth \
  -o jsonpath='{.data.token}' | base64 -d >reviewer.jwt
