#!/usr/bin/env bash
# Writes the path as the vault command takes it.
# expect: policy-reads /speaks of `secret\/myapp\/config`/
set -euo pipefail

kubectl create serviceaccount myapp --namespace lab3
vault policy write myapp-read - <<'HCL'
path "secret/myapp/config" {
  capabilities = ["read"]
}
HCL
vault write auth/kubernetes/role/myapp bound_service_account_names=myapp bound_service_account_namespaces=lab3 token_policies=myapp-read token_ttl=10m
