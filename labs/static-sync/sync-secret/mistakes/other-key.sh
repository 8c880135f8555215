#!/usr/bin/env bash
# Mistypes the key.
# expect: external-secret-spec /reads the key `myapp\/conf`; Vault has no such entry/
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
    name: myapp-config
  dataFrom:
    - extract:
        key: myapp/conf
YAML
