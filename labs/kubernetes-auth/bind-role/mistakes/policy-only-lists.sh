#!/usr/bin/env bash
# Lists where it should read.
# expect: reads-just-that /the token has `list`/
set -euo pipefail

kubectl create serviceaccount myapp --namespace lab3
vault policy write myapp-read - <<'HCL'
path "secret/data/myapp/config" {
  capabilities = ["list"]
}
HCL
vault write auth/kubernetes/role/myapp bound_service_account_names=myapp bound_service_account_namespaces=lab3 token_policies=myapp-read token_ttl=10m
