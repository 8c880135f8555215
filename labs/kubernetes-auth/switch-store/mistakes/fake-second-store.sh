#!/usr/bin/env bash
# Fake: a correct store for show, and the ExternalSecret on a second one with the old token.
# expect: still-synced /it uses `SecretStore legacy`, which logs in by tokenSecretRef/
# from: solved
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: legacy
  namespace: lab3
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
kubectl patch externalsecret myapp-config --namespace lab3 --type=merge --patch '{"spec":{"secretStoreRef":{"name":"legacy"}}}'
