#!/usr/bin/env bash
# Asks for a controller that doesn't exist.
# expect: store-spec /`spec.controller` is `team-a`/
set -euo pipefail

kubectl create secret generic vault-token --namespace lab1 --from-literal=token="$VAULT_TOKEN"
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault-dev
  namespace: lab1
spec:
  controller: team-a
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
