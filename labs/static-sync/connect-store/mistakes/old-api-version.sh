#!/usr/bin/env bash
# Applies v1beta1, as older texts show it: the API server doesn't know it.
# expect: store-spec /no SecretStore in `lab1`/
set -euo pipefail

kubectl create secret generic vault-token --namespace lab1 --from-literal=token="$VAULT_TOKEN"
if kubectl apply --filename - <<'YAML' 2>"$HOME/error"; then
apiVersion: external-secrets.io/v1beta1
kind: SecretStore
metadata:
  name: vault-dev
  namespace: lab1
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
      auth:
        tokenSecretRef:
          name: vault-token
          key: token
YAML
  exit 1
fi
grep --quiet 'no matches for kind' "$HOME/error"
