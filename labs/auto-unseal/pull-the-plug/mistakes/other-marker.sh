#!/usr/bin/env bash
# Writes another value.
# expect: marker-kept /isn’t the one you were given/
set -euo pipefail

node="$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')"
export VAULT_ADDR="http://$node:30820"
VAULT_TOKEN="$(vault login -method=userpass -token-only username=admin password="$KL_ADMIN_PASSWORD")"
export VAULT_TOKEN
vault kv put -mount=secret marker value=something
vault token revoke -self
