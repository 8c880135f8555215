#!/usr/bin/env bash
# Misspells the store.
# expect: external-secret-spec /`secretStoreRef.name` is `vault`; this namespace has `vault-dev`/
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
    name: vault
  target:
    name: myapp-config
  dataFrom:
    - extract:
        key: myapp/config
YAML
