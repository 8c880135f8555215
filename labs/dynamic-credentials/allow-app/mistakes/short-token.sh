#!/usr/bin/env bash
# Ends the token before the login.
# expect: login-role /token lives 20 seconds, the database login it fetches 60/
set -euo pipefail

kubectl create serviceaccount shop-app --namespace shop
vault policy write shop-app - <<'HCL'
path "database/creds/app" {
  capabilities = ["read"]
}
HCL
vault write auth/kubernetes/role/shop-app bound_service_account_names=shop-app bound_service_account_namespaces=shop \
  token_policies=shop-app token_ttl=20s token_max_ttl=20s
