#!/usr/bin/env bash
# Takes decrypting for reading.
# expect: seal-token /no `update` at `transit\/decrypt\/autounseal`/
set -euo pipefail

vault secrets enable transit
vault write -f transit/keys/autounseal
vault policy write autounseal - <<'HCL'
path "transit/encrypt/autounseal" {
  capabilities = ["update"]
}
path "transit/decrypt/autounseal" {
  capabilities = ["read"]
}
HCL
kubectl create secret generic vault-b-seal --namespace lab2 --from-literal=token="$(vault token create -orphan -period=24h -policy=autounseal -no-default-policy -field=token)"
