#!/usr/bin/env bash
# Puts the token under a key of its own choice, among others.
# expect: token-secret /the Secret has `password` and `user`/
set -euo pipefail

kubectl create secret generic vault-token --namespace lab1 --from-literal=user=root --from-literal=password="$VAULT_TOKEN"
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
          key: password
YAML
