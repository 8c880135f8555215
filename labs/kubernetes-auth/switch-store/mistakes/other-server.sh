#!/usr/bin/env bash
# Changes the address too, to the one of the workspace.
# expect: store-logs-in /points at `http:\/\/vault:8200/
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
      server: http://vault:8200
      path: secret
      version: v2
      auth:
        kubernetes:
          mountPath: kubernetes
          role: myapp
          serviceAccountRef:
            name: myapp
YAML
