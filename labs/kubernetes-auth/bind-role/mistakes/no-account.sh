#!/usr/bin/env bash
# Binds a service account that nobody has made.
# expect: account-exists /only the service account `default`/
set -euo pipefail

vault policy write myapp-read - <<'HCL'
path "secret/data/myapp/config" {
  capabilities = ["read"]
}
HCL
vault write auth/kubernetes/role/myapp bound_service_account_names=myapp bound_service_account_namespaces=lab3 token_policies=myapp-read token_ttl=10m
