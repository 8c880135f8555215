#!/usr/bin/env bash
# Names each key instead of taking the entry.
# expect: whole-entry /lists single keys/
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
  data:
    - secretKey: database_url
      remoteRef:
        key: myapp/config
        property: database_url
    - secretKey: api_key
      remoteRef:
        key: myapp/config
        property: api_key
YAML
