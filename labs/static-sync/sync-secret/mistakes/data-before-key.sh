#!/usr/bin/env bash
# Puts the data/ of the HTTP API before the key.
# expect: external-secret-spec /reads the key `data\/myapp\/config`/
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
        key: data/myapp/config
YAML
