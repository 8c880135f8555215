#!/usr/bin/env bash
# Fake: a user that somebody made, with a name as Vault would give it, in a KV entry.
# expect: request /reads `shop\/database` through the store `vault`/
set -euo pipefail

kubectl exec --namespace database deploy/postgres -- psql --username=postgres --dbname=shop --quiet \
  --command="DROP ROLE IF EXISTS \"v-kubernet-app-made-by-hand\"" \
  --command="CREATE ROLE \"v-kubernet-app-made-by-hand\" LOGIN PASSWORD 'made-by-hand' IN ROLE shop_reader"
vault kv put -mount=secret shop/database username=v-kubernet-app-made-by-hand password=made-by-hand
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
        key: shop/database
YAML
