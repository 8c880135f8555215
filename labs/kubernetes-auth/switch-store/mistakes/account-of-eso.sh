#!/usr/bin/env bash
# Names ESO's own service account, which lives in another namespace.
# expect: store-logs-in /names `external-secrets`, and `lab3` has no such/
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
          mountPath: kubernetes
          role: myapp
          serviceAccountRef:
            name: external-secrets
YAML
