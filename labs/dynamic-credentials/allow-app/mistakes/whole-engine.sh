#!/usr/bin/env bash
# Allows everything in the engine.
# expect: policy-narrow /also allows `database\/creds\/another`/
set -euo pipefail

kubectl create serviceaccount shop-app --namespace shop
vault policy write shop-app - <<'HCL'
path "database/*" {
  capabilities = ["read", "create", "update"]
}
HCL
vault write auth/kubernetes/role/shop-app bound_service_account_names=shop-app bound_service_account_namespaces=shop \
  token_policies=shop-app token_ttl=5m token_max_ttl=5m
