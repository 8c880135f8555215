#!/usr/bin/env bash
# Fake: a policy of the right name that opens everything.
# expect: reads-just-that /the token has/
set -euo pipefail

kubectl create serviceaccount myapp --namespace lab3
vault policy write myapp-read - <<'HCL'
path "*" {
  capabilities = ["create", "read", "update", "delete", "list", "sudo"]
}
HCL
vault write auth/kubernetes/role/myapp bound_service_account_names=myapp bound_service_account_namespaces=lab3 token_policies=myapp-read token_ttl=10m
