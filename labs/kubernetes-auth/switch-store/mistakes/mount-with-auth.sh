#!/usr/bin/env bash
# Writes the path of the method as the API has it.
# expect: store-logs-in /`mountPath` is `auth\/kubernetes`/
set -euo pipefail

kubectl apply --filename - <<'YAML'
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
      auth:
        kubernetes:
          mountPath: auth/kubernetes
          role: myapp
          serviceAccountRef:
            name: myapp
YAML
