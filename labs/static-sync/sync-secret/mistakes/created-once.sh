#!/usr/bin/env bash
# Syncs once and never again.
# expect: external-secret-spec /`refreshPolicy` is `CreatedOnce`/
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: myapp-config
  namespace: lab1
spec:
  refreshInterval: 1m
  refreshPolicy: CreatedOnce
  secretStoreRef:
    kind: SecretStore
    name: vault-dev
  target:
    name: myapp-config
  dataFrom:
    - extract:
        key: myapp/config
YAML
