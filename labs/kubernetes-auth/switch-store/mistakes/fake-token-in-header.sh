#!/usr/bin/env bash
# Fake: the token hides in a header of every request.
# expect: store-logs-in /sends `X-Vault-Token`/
set -euo pipefail

kubectl apply --filename - <<YAML
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault
  namespace: lab3
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
      headers:
        X-Vault-Token: $KL_STATIC_TOKEN
      auth:
        kubernetes:
          mountPath: kubernetes
          role: myapp
          serviceAccountRef:
            name: myapp
YAML
