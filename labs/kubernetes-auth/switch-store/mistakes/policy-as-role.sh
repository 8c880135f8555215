#!/usr/bin/env bash
# Names the policy where the role belongs.
# expect: store-logs-in /`role` is `myapp-read`/
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
          role: myapp-read
          serviceAccountRef:
            name: myapp
YAML
