# Vault asks the API server about tokens in the name of this service account.
kubectl create namespace vault-auth
kubectl create serviceaccount reviewer -n vault-auth
kubectl create clusterrolebinding lesson-token-reviewer \
  --clusterrole=system:auth-delegator --serviceaccount=vault-auth:reviewer
cluster() { kubectl config view --raw --minify -o jsonpath="{.clusters[0].cluster.$1}"; }
vault auth enable kubernetes
vault write auth/kubernetes/config \
  kubernetes_host="$(cluster server)" \
  kubernetes_ca_cert="$(cluster certificate-authority-data | base64 -d)" \
  token_reviewer_jwt="$(kubectl create token reviewer -n vault-auth --duration=4h)"

kubectl create namespace shop
kubectl create serviceaccount orders -n shop
vault policy write shop - <<'POLICY'
path "secret/data/shop/*" {
  capabilities = ["read"]
}
path "secret/metadata/shop/*" {
  capabilities = ["read", "list"]
}
POLICY
vault write auth/kubernetes/role/shop bound_service_account_names=orders \
  bound_service_account_namespaces=shop token_policies=shop token_ttl=10m
vault kv put -mount=secret shop/orders username=orders password=monday
vault kv put -mount=secret shop/payment api_key=pk-4711
vault kv put -mount=secret shop/mail/smtp user=shop password=out
vault kv put -mount=secret shop/mail/imap user=shop password=in
