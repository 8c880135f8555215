#!/usr/bin/env bash
# Fake: no controller, and a status written by hand.
# expect: store-valid blocked /eso-controller/
set -euo pipefail

kubectl create secret generic vault-token --namespace lab1 --from-literal=token="$VAULT_TOKEN"
kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
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
kubectl patch secretstore vault-dev --namespace lab1 --subresource=status --type=merge --patch "$(
  jq --null-input '{status: {conditions: [{type: "Ready", status: "True", reason: "Valid", lastTransitionTime: (now | todate)}]}}'
)"
