#!/usr/bin/env bash
# Takes the token from echo, newline included.
# expect: token-secret /white space around it/
set -euo pipefail

echo "$VAULT_TOKEN" | kubectl create secret generic vault-token --namespace lab1 --from-file=token=/dev/stdin
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
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
