#!/usr/bin/env bash
# Only adds to a Secret that isn't there.
# expect: external-secret-spec /`creationPolicy` is `Merge`/
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
    creationPolicy: Merge
  dataFrom:
    - extract:
        key: myapp/config
YAML
