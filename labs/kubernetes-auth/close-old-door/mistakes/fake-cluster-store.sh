#!/usr/bin/env bash
# Fake: the stored token moves into another namespace, behind a store for the whole cluster.
# expect: no-token-stores /ClusterSecretStore `legacy` logs in by `tokenSecretRef`/
# from: solved
# undo: kubectl delete secret vault-token --namespace default --ignore-not-found
set -euo pipefail

kubectl create secret generic vault-token --namespace default --from-literal=token="$(vault token create -orphan -policy=myapp-read -field=token)"
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: legacy
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
      auth:
        tokenSecretRef:
          namespace: default
          name: vault-token
          key: token
YAML
