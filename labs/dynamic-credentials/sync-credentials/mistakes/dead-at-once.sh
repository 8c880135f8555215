#!/usr/bin/env bash
# Reads the engine through a store for KV v1: ESO revokes its token afterwards, and the login with it.
# expect: request /revokes its token afterwards/
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: generators.external-secrets.io/v1alpha1
kind: VaultDynamicSecret
metadata:
  name: shop-db
  namespace: shop
spec:
  path: database/creds/app
  method: GET
  provider:
    server: http://vault.vault.svc:8200
    auth:
      kubernetes:
        mountPath: kubernetes
        role: shop-app
        serviceAccountRef:
          name: shop-app
YAML
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: database
  namespace: shop
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: database
      version: v1
      auth:
        kubernetes:
          mountPath: kubernetes
          role: shop-app
          serviceAccountRef:
            name: shop-app
YAML
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: shop-db
  namespace: shop
spec:
  refreshInterval: 30s
  secretStoreRef:
    kind: SecretStore
    name: database
  target:
    name: shop-db
  dataFrom:
    - extract:
        key: creds/app
YAML
