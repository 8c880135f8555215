#!/usr/bin/env bash
# Asks for the login through a store for KV, as an entry is asked for.
# expect: request /which is for the KV engine, version 2/
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
  name: vault
  namespace: shop
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
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
    name: vault
  target:
    name: shop-db
  dataFrom:
    - extract:
        key: database/creds/app
YAML
