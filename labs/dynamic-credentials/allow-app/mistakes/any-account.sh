#!/usr/bin/env bash
# Lets every service account of the namespace in.
# expect: login-role /service accounts `\*`/
set -euo pipefail

kubectl create serviceaccount shop-app --namespace shop
vault policy write shop-app - <<'HCL'
path "database/creds/app" {
  capabilities = ["read"]
}
HCL
vault write auth/kubernetes/role/shop-app bound_service_account_names='*' bound_service_account_namespaces=shop \
  token_policies=shop-app token_ttl=5m token_max_ttl=5m
