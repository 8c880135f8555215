#!/usr/bin/env bash
# Leaves a second store behind, with another way in.
# expect: no-other-stores /there is also `team-a\/old`/
# from: solved
set -euo pipefail

kubectl create secret generic vault-token --namespace team-a --from-literal=token="$VAULT_TOKEN"
kubectl get secretstore vault --namespace team-a --output json |
  jq 'del(.status) | .metadata = {name: "old", namespace: "team-a"}
    | .spec.provider.vault.auth = {tokenSecretRef: {name: "vault-token", key: "token"}}' | kubectl create --filename -
