#!/usr/bin/env bash
# Fake: the controller looks elsewhere, and the new value is copied by hand.
# expect: arrives-unattended blocked /secret-owned/
# undo: kubectl delete deployment external-secrets --namespace external-secrets
set -euo pipefail

# The controller keeps running, and looks at another namespace only.
kubectl patch deployment external-secrets --namespace external-secrets --type=json \
  --patch '[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--namespace=default"}]'
kubectl rollout status deployment external-secrets --namespace external-secrets --timeout=120s
kubectl wait --for=jsonpath='{.status.replicas}'=1 deployment/external-secrets --namespace external-secrets --timeout=60s
vault kv patch -mount=secret myapp/config api_key=key-after-rotation
kubectl patch secret myapp-config --namespace lab1 --patch '{"stringData":{"api_key":"key-after-rotation"}}'
