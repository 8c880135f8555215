#!/usr/bin/env bash
# Makes a child of the token of the terminal.
# expect: seal-token /child of another token/
set -euo pipefail

vault secrets enable transit
vault write -f transit/keys/autounseal
vault policy write autounseal - <<'HCL'
path "transit/encrypt/autounseal" {
  capabilities = ["update"]
}
path "transit/decrypt/autounseal" {
  capabilities = ["update"]
}
HCL
kubectl create secret generic vault-b-seal --namespace lab2 --from-literal=token="$(vault token create -period=24h -policy=autounseal -no-default-policy -field=token)"
