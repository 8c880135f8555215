#!/usr/bin/env bash
# A token that can be renewed for ever.
# expect: role-token /renewed for ever/
set -euo pipefail

kubectl create serviceaccount myapp --namespace lab3
vault policy write myapp-read - <<'HCL'
path "secret/data/myapp/config" {
  capabilities = ["read"]
}
HCL
vault write auth/kubernetes/role/myapp bound_service_account_names=myapp bound_service_account_namespaces=lab3 token_policies=myapp-read token_ttl=10m token_period=10m
