#!/usr/bin/env bash
# Opens the whole engine.
# expect: seal-token /at `transit\/encrypt\/autounseal` it has .*`delete`/
set -euo pipefail

vault secrets enable transit
vault write -f transit/keys/autounseal
vault policy write autounseal - <<'HCL'
path "transit/*" {
  capabilities = ["create", "read", "update", "delete", "list"]
}
HCL
kubectl create secret generic vault-b-seal --namespace lab2 --from-literal=token="$(vault token create -orphan -period=24h -policy=autounseal -no-default-policy -field=token)"
