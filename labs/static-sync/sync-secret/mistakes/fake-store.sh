#!/usr/bin/env bash
# Fake: the right values from a store that isn't Vault.
# expect: external-secret-spec /`secretStoreRef.name` is `pretend`/
# undo: kubectl delete secretstore pretend --namespace lab1 --ignore-not-found
set -euo pipefail

kubectl apply --filename - <<YAML
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: pretend
  namespace: lab1
spec:
  provider:
    fake:
      data:
        - key: myapp/config
          value: '{"database_url":"$KL_DATABASE_URL","api_key":"$KL_API_KEY"}'
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
    name: pretend
  target:
    name: myapp-config
  dataFrom:
    - extract:
        key: myapp/config
YAML
kubectl wait --for=condition=Ready externalsecret/myapp-config --namespace lab1 --timeout=60s
