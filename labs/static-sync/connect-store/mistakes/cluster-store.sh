#!/usr/bin/env bash
# Makes the store for the whole cluster.
# expect: store-spec /is a ClusterSecretStore/
set -euo pipefail

kubectl create secret generic vault-token --namespace lab1 --from-literal=token="$VAULT_TOKEN"
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: vault-dev
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
          namespace: lab1
YAML
