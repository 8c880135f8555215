#!/usr/bin/env bash
# Seals B by hand after all.
# expect: b-unsealed /B is sealed/
# from: solved
set -euo pipefail

node="$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')"
export VAULT_ADDR="http://$node:30820"
VAULT_TOKEN="$(jq --raw-output .root_token "$HOME/vault-b-init.json")" vault operator seal
