#!/usr/bin/env bash
# Fake: the login takes a service account's token that lies in a Secret.
# expect: store-logs-in /secretRef/
set -euo pipefail

kubectl create secret generic stored-jwt --namespace lab3 --dry-run=client --output yaml \
  --from-literal=token="$(kubectl create token myapp --namespace lab3)" | kubectl apply --filename -
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault
  namespace: lab3
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
      auth:
        kubernetes:
          mountPath: kubernetes
          role: myapp
          secretRef:
            name: stored-jwt
            key: token
YAML
