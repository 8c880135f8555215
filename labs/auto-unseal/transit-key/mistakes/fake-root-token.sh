#!/usr/bin/env bash
# Fake: A's root token does everything, unsealing too.
# expect: seal-token /it is a root token of A/
set -euo pipefail

vault secrets enable transit
vault write -f transit/keys/autounseal
kubectl create secret generic vault-b-seal --namespace lab2 --from-literal=token="$VAULT_TOKEN"
