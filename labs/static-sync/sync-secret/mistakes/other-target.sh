#!/usr/bin/env bash
# Writes another Secret.
# expect: external-secret-spec /write the Secret `app`/
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: myapp-config
  namespace: lab1
spec:
  refreshInterval: 1m
  secretStoreRef:
    kind: SecretStore
    name: vault-dev
  target:
    name: app
  dataFrom:
    - extract:
        key: myapp/config
YAML
