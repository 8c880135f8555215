#!/usr/bin/env bash
set -euo pipefail

kubectl create serviceaccount shop --namespace shop --dry-run=client --output yaml | kubectl apply --filename -

# A push also writes the entry's metadata: that is where ESO notes that the entry is its own.
vault policy write shop - <<'HCL'
path "pki/issue/shop" { capabilities = ["update"] }
path "secret/data/shop/db-admin" { capabilities = ["create", "update", "read"] }
path "secret/metadata/shop/db-admin" { capabilities = ["create", "update", "read"] }
HCL

vault write auth/kubernetes/role/shop \
  bound_service_account_names=shop bound_service_account_namespaces=shop \
  token_policies=shop token_ttl=10m

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
          role: shop
          serviceAccountRef:
            name: shop
YAML
kubectl wait --for=condition=Ready secretstore/vault --namespace shop --timeout=60s
