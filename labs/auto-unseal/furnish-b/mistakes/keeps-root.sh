#!/usr/bin/env bash
# Keeps the root token, just in case.
# expect: root-gone /still knows a root token/
set -euo pipefail

node="$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')"
export VAULT_ADDR="http://$node:30820"
export VAULT_TOKEN="$(jq --raw-output .root_token "$HOME/vault-b-init.json")"
vault policy write admin - <<'HCL'
path "*" {
  capabilities = ["create", "read", "update", "patch", "delete", "list", "sudo"]
}
HCL
vault auth enable userpass
vault write auth/userpass/users/admin password="$KL_ADMIN_PASSWORD" token_policies=admin token_ttl=1h
vault secrets enable -path=secret kv-v2
vault secrets enable database
vault secrets enable pki
