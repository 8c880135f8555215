#!/usr/bin/env bash
# Gives the admin no policy.
# expect: admin-logs-in /may not look after/
set -euo pipefail

node="$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')"
export VAULT_ADDR="http://$node:30820"
export VAULT_TOKEN="$(jq --raw-output .root_token "$HOME/vault-b-init.json")"
vault auth enable userpass
vault write auth/userpass/users/admin password="$KL_ADMIN_PASSWORD" token_ttl=1h
vault secrets enable -path=secret kv-v2
