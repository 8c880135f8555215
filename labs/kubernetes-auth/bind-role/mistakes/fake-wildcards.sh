#!/usr/bin/env bash
# Fake: a role that works because it lets everybody in.
# expect: role-bound /every pod of the cluster/
set -euo pipefail

kubectl create serviceaccount myapp --namespace lab3
vault policy write myapp-read - <<'HCL'
path "secret/data/myapp/config" {
  capabilities = ["read"]
}
HCL
vault write auth/kubernetes/role/myapp bound_service_account_names='*' bound_service_account_namespaces='*' token_policies=myapp-read token_ttl=10m
