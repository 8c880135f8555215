#!/usr/bin/env bash
# Fake: a server in development mode, with a root token that is always the same.
# expect: b-storage /`storage_type` is `inmem`/
set -euo pipefail

kubectl create configmap vault-b --namespace lab2 --from-literal=vault.hcl=''
kubectl patch statefulset vault-b --namespace lab2 --type=json --patch \
  '[{"op": "replace", "path": "/spec/template/spec/containers/0/command",
     "value": ["bao", "server", "-dev", "-dev-root-token-id=root", "-dev-listen-address=0.0.0.0:8200", "-dev-no-store-token"]}]'
kubectl scale statefulset vault-b --namespace lab2 --replicas=1
kubectl rollout status statefulset vault-b --namespace lab2 --timeout=60s
