#!/usr/bin/env bash
# Takes the address that works in the terminal.
# expect: store-spec /`server` is `http:\/\/vault:8200`/
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
      server: http://vault:8200
      path: secret
      version: v2
      auth:
        tokenSecretRef:
          name: vault-token
          key: token
YAML
