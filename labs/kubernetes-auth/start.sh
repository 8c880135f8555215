#!/usr/bin/env bash
# The state that the story begins with: a synced Secret, fetched with a root token that lies in the cluster.
# run: before every reset
set -euo pipefail

vault kv put -mount=secret myapp/config database_url="$KL_DATABASE_URL" api_key="$KL_API_KEY" >/dev/null
vault kv put -mount=secret admin/break-glass password="$KL_ADMIN_PASSWORD" >/dev/null
vault token lookup "$KL_STATIC_TOKEN" >/dev/null 2>&1 ||
  vault token create -id="$KL_STATIC_TOKEN" -orphan -policy=root -display-name=eso >/dev/null
# Of an earlier run.
if vault read auth/kubernetes/role/myapp >/dev/null 2>&1; then vault write auth/kubernetes/role/myapp audience="" >/dev/null; fi

store='{"apiVersion": "external-secrets.io/v1", "kind": "SecretStore",
  "metadata": {"name": "vault", "namespace": "lab3"},
  "spec": {"provider": {"vault": {"server": "http://vault.vault.svc:8200", "path": "secret", "version": "v2",
    "auth": {"tokenSecretRef": {"name": "vault-token", "key": "token"}}}}}}'
# Replaced, not applied: what somebody patched into it has to go.
kubectl replace --save-config --filename - <<<"$store" 2>/dev/null || kubectl create --save-config --filename - <<<"$store"

# Another team's application has the same name as ours.
kubectl apply --filename - <<YAML
apiVersion: v1
kind: ServiceAccount
metadata:
  name: myapp
  namespace: neighbour
---
apiVersion: v1
kind: Secret
metadata:
  name: vault-token
  namespace: lab3
stringData:
  token: $KL_STATIC_TOKEN
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: myapp-config
  namespace: lab3
spec:
  refreshInterval: 1m
  secretStoreRef:
    kind: SecretStore
    name: vault
  target:
    name: myapp-config
  dataFrom:
    - extract:
        key: myapp/config
YAML
