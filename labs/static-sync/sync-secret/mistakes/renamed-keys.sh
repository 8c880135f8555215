#!/usr/bin/env bash
# Renames the keys on the way.
# expect: secret-keys /missing; `API_KEY` and `DATABASE_URL` too many/
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
        key: myapp/config
      rewrite:
        - regexp:
            source: database_url
            target: DATABASE_URL
        - regexp:
            source: api_key
            target: API_KEY
YAML
