#!/usr/bin/env bash
# Writes the marker, and restarts nothing.
# expect: restarted /since before the marker/
set -euo pipefail

node="$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')"
export VAULT_ADDR="http://$node:30820"
VAULT_TOKEN="$(vault login -method=userpass -token-only username=admin password="$KL_ADMIN_PASSWORD")"
export VAULT_TOKEN
sleep 2
vault kv put -mount=secret marker value="$KL_MARKER"
vault token revoke -self
