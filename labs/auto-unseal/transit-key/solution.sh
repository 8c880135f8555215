#!/usr/bin/env bash
set -euo pipefail

vault secrets list -format=json | jq --exit-status 'has("transit/")' >/dev/null || vault secrets enable transit
vault read transit/keys/autounseal >/dev/null 2>&1 || vault write -f transit/keys/autounseal

vault policy write autounseal - <<'HCL'
path "transit/encrypt/autounseal" {
  capabilities = ["update"]
}
path "transit/decrypt/autounseal" {
  capabilities = ["update"]
}
HCL

# Orphan: it outlives whoever made it. Periodic: it can be renewed for ever, and B does that by itself.
if ! kubectl get secret vault-b-seal --namespace lab2 >/dev/null 2>&1; then
  token="$(vault token create -orphan -period=24h -policy=autounseal -no-default-policy -field=token)"
  kubectl create secret generic vault-b-seal --namespace lab2 --from-literal=token="$token"
fi
