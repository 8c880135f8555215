#!/usr/bin/env bash
# Fake: a second store keeps a door of its own.
# expect: no-token-stores /SecretStore `lab3\/spare` logs in by `tokenSecretRef`/
# from: solved
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: spare
  namespace: lab3
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
      auth:
        tokenSecretRef:
          name: spare
          key: token
YAML
