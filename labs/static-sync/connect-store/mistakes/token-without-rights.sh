#!/usr/bin/env bash
# Takes a token that may log in and nothing else.
# expect: token-secret /may not read/
set -euo pipefail

token="$(vault token create -policy=default -orphan -field=token)"
kubectl create secret generic vault-token --namespace lab1 --from-literal=token="$token"
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
