#!/usr/bin/env bash
set -euo pipefail

for team in team-a team-b; do
  kubectl apply --namespace "$team" --filename - <<YAML
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
      auth:
        kubernetes:
          mountPath: kubernetes
          role: $team
          serviceAccountRef:
            name: vault-login
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
spec:
  refreshInterval: 1m
  secretStoreRef:
    kind: SecretStore
    name: vault
  target:
    name: app-credentials
  dataFrom:
    - extract:
        key: $team/app
YAML
  kubectl wait --for=condition=Ready secretstore/vault --namespace "$team" --timeout=90s
  # It may have failed while the store wasn't ready.
  kubectl annotate externalsecret app --namespace "$team" force-sync="$(date +%s%N)" --overwrite
  kubectl wait --for=condition=Ready externalsecret/app --namespace "$team" --timeout=90s
done
