#!/usr/bin/env bash
# Fake: every right there is.
# expect: role-token /`token_policies` is `root`/
set -euo pipefail

kubectl create serviceaccount myapp --namespace lab3
vault policy write myapp-read - <<'HCL'
path "secret/data/myapp/config" {
  capabilities = ["read"]
}
HCL
vault write auth/kubernetes/role/myapp bound_service_account_names=myapp bound_service_account_namespaces=lab3 token_policies=root token_ttl=10m
