#!/usr/bin/env bash
# Lets the application write what it only has to read.
# expect: reads-just-that /has `create` and `update`/
set -euo pipefail

kubectl create serviceaccount myapp --namespace lab3
vault policy write myapp-read - <<'HCL'
path "secret/data/myapp/config" {
  capabilities = ["create", "update", "read"]
}
HCL
vault write auth/kubernetes/role/myapp bound_service_account_names=myapp bound_service_account_namespaces=lab3 token_policies=myapp-read token_ttl=10m
