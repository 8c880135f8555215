vault policy write shared - <<'POLICY'
path "secret/data/shared/*" {
  capabilities = ["read"]
}
POLICY
kubectl create serviceaccount shared-reader -n vault-auth
vault write auth/kubernetes/role/shared \
  bound_service_account_names=shared-reader \
  bound_service_account_namespaces=vault-auth \
  token_policies=shared token_ttl=10m
kubectl apply -f shared-store.yaml
kubectl wait clustersecretstore/shared --for=condition=Ready --timeout=60s
