#!/usr/bin/env bash
# A fake: the store is Valid, because it holds the root token.
# expect: store-valid /logs in by .tokenSecretRef./
# from: solved
set -euo pipefail

kubectl create secret generic vault-token --namespace shop --from-literal=token="$VAULT_TOKEN"
kubectl delete secretstore vault --namespace shop
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
        tokenSecretRef:
          name: vault-token
          key: token
YAML
