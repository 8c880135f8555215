#!/usr/bin/env bash
# Applies it to another namespace.
# expect: external-secret-spec /in `default`, and none in `lab1`/
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: myapp-config
  namespace: default
spec:
  refreshInterval: 1m
  secretStoreRef:
    kind: SecretStore
    name: vault-dev
  target:
    name: myapp-config
  dataFrom:
    - extract:
        key: myapp/config
YAML
