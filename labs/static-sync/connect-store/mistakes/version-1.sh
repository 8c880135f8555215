#!/usr/bin/env bash
# Takes the engine for version 1.
# expect: store-spec /`version` is `v1`/
set -euo pipefail

kubectl create secret generic vault-token --namespace lab1 --from-literal=token="$VAULT_TOKEN"
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
      version: v1
      auth:
        tokenSecretRef:
          name: vault-token
          key: token
YAML
