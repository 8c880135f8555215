#!/usr/bin/env bash
set -euo pipefail

kubectl create serviceaccount shop-app --namespace shop --dry-run=client --output yaml | kubectl apply --filename -

vault policy write shop-app - <<'HCL'
# Asking for a login is a read.
path "database/creds/app" {
  capabilities = ["read"]
}
HCL

# The token outlives the logins that are fetched with it: a lease ends with its token.
vault write auth/kubernetes/role/shop-app \
  bound_service_account_names=shop-app \
  bound_service_account_namespaces=shop \
  token_policies=shop-app \
  token_ttl=5m \
  token_max_ttl=5m
