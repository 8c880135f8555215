#!/usr/bin/env bash
# Logs in with the token of the terminal.
# expect: generator /logs in with a stored token/
set -euo pipefail

kubectl create secret generic vault-token --namespace shop --from-literal=token="$VAULT_TOKEN"
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
      tokenSecretRef:
        name: vault-token
        key: token
YAML
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: shop-db
  namespace: shop
spec:
  refreshInterval: 30s
  target:
    name: shop-db
  dataFrom:
    - sourceRef:
        generatorRef:
          apiVersion: generators.external-secrets.io/v1alpha1
          kind: VaultDynamicSecret
          name: shop-db
YAML
