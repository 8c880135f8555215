#!/usr/bin/env bash
# Uses a template, which drops what it doesn't name.
# expect: secret-keys /`database_url` missing/
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
    template:
      data:
        api_key: "{{ .api_key }}"
  dataFrom:
    - extract:
        key: myapp/config
YAML
