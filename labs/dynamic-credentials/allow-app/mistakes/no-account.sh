#!/usr/bin/env bash
# Forgets the service account.
# expect: login-role /no service account `shop-app`/
set -euo pipefail

vault policy write shop-app - <<'HCL'
path "database/creds/app" {
  capabilities = ["read"]
}
HCL
vault write auth/kubernetes/role/shop-app bound_service_account_names=shop-app bound_service_account_namespaces=shop \
  token_policies=shop-app token_ttl=5m token_max_ttl=5m
