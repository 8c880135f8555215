#!/usr/bin/env bash
# Deletes the ExternalSecret, which takes its Secret along, and applies it again.
# expect: survives-delete /still the first one/
set -euo pipefail

kubectl delete externalsecret myapp-config --namespace lab1
kubectl wait --for=delete secret/myapp-config --namespace lab1 --timeout=60s
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
kubectl wait --for=condition=Ready externalsecret/myapp-config --namespace lab1 --timeout=60s
