#!/usr/bin/env bash
# Makes the Secret only after ESO has failed for a while: right now, and not tried again yet.
# expect: store-valid settling /try again/
set -euo pipefail

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
kubectl wait --for=jsonpath='{.status.conditions[0].reason}'=InvalidProviderConfig secretstore/vault-dev --namespace lab1 --timeout=30s
# ESO tries again after 1, 2, 4, 8, 16 seconds: let the pauses grow.
sleep 20
kubectl create secret generic vault-token --namespace lab1 --from-literal=token="$VAULT_TOKEN"
