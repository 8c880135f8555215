#!/usr/bin/env bash
set -euo pipefail

# The token that ESO logs in with. Made anew each time, so that running this twice ends the same.
kubectl create secret generic vault-token --namespace lab1 \
  --from-literal=token="$VAULT_TOKEN" --dry-run=client --output yaml | kubectl apply --filename -

kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault-dev
  namespace: lab1
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

kubectl wait --for=condition=Ready secretstore/vault-dev --namespace lab1 --timeout=60s
