#!/usr/bin/env bash
# Puts the data/ of the HTTP API into the path.
# expect: store-spec /`path` is `secret\/data`/
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
      path: secret/data
      version: v2
      auth:
        tokenSecretRef:
          name: vault-token
          key: token
YAML
