#!/usr/bin/env bash
# Logs in by a token from a Secret.
# expect: team-stores /logs in by `tokenSecretRef`/
# from: solved
set -euo pipefail

kubectl create secret generic vault-token --namespace team-a --from-literal=token="$VAULT_TOKEN"
kubectl patch secretstore vault --namespace team-a --type merge \
  --patch '{"spec":{"provider":{"vault":{"auth":{"kubernetes":null,"tokenSecretRef":{"name":"vault-token","key":"token"}}}}}}'
