#!/usr/bin/env bash
set -euo pipefail

node="$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')"
export VAULT_ADDR="http://$node:30820"
# The second time the root token is gone, and the admin goes on.
if ! VAULT_TOKEN="$(vault login -method=userpass -token-only username=admin password="$KL_ADMIN_PASSWORD" 2>/dev/null)"; then
  VAULT_TOKEN="$(jq --raw-output .root_token "$HOME/vault-b-init.json")"
fi
export VAULT_TOKEN

vault policy write admin - <<'HCL'
path "*" {
  capabilities = ["create", "read", "update", "patch", "delete", "list", "sudo"]
}
HCL
vault auth list -format=json | jq --exit-status 'has("userpass/")' >/dev/null || vault auth enable userpass
vault write auth/userpass/users/admin password="$KL_ADMIN_PASSWORD" token_policies=admin token_ttl=1h

engines="$(vault secrets list -format=json)"
jq --exit-status 'has("secret/")' <<<"$engines" >/dev/null || vault secrets enable -path=secret kv-v2
jq --exit-status 'has("database/")' <<<"$engines" >/dev/null || vault secrets enable database
jq --exit-status 'has("pki/")' <<<"$engines" >/dev/null || vault secrets enable pki

# Whatever token did this: it is no longer needed.
vault token revoke -self
