#!/usr/bin/env bash
# Something that nobody can change stands in the way.
# expect: external-secret-synced /is immutable/
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: v1
kind: Secret
metadata:
  name: myapp-config
  namespace: lab1
immutable: true
stringData:
  api_key: for ever
YAML
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
YAML
kubectl wait --for=condition=Ready=False externalsecret/myapp-config --namespace lab1 --timeout=60s
