#!/usr/bin/env bash
# Lets the neighbour in as well.
# expect: role-bound /`bound_service_account_namespaces` is `lab3` and `neighbour`/
set -euo pipefail

kubectl create serviceaccount myapp --namespace lab3
vault policy write myapp-read - <<'HCL'
path "secret/data/myapp/config" {
  capabilities = ["read"]
}
HCL
vault write auth/kubernetes/role/myapp bound_service_account_names=myapp bound_service_account_namespaces=lab3,neighbour token_policies=myapp-read token_ttl=10m
