#!/usr/bin/env bash
set -euo pipefail

kubectl create serviceaccount myapp --namespace lab3 --dry-run=client --output yaml | kubectl apply --filename -

# In the API of KV version 2, an entry is read below data/.
vault policy write myapp-read - <<'HCL'
path "secret/data/myapp/config" {
  capabilities = ["read"]
}
HCL

vault write auth/kubernetes/role/myapp \
  bound_service_account_names=myapp \
  bound_service_account_namespaces=lab3 \
  token_policies=myapp-read \
  token_ttl=10m
