#!/usr/bin/env bash
# Revokes the old token, and puts a new one into its place.
# expect: no-token-lies /lies in `vault-token\/token`/
set -euo pipefail

vault token revoke "$KL_STATIC_TOKEN"
kubectl create secret generic vault-token --namespace lab3 --dry-run=client --output yaml \
  --from-literal=token="$(vault token create -orphan -policy=myapp-read -field=token)" | kubectl apply --filename -
