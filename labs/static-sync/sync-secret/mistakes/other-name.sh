#!/usr/bin/env bash
# Names it as it likes.
# expect: external-secret-spec /has `app-config`, and none/
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app-config
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
YAML
