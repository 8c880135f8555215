#!/usr/bin/env bash
# Fake: one store with a root token for everybody.
# expect: nothing-wide /`ClusterSecretStore everything` logs in by `tokenSecretRef`/
# undo: kubectl delete clustersecretstore everything && kubectl delete secret root-token --namespace incident
set -euo pipefail

kubectl create secret generic root-token --namespace incident --from-literal=token="$VAULT_TOKEN"
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: everything
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
      auth:
        tokenSecretRef:
          name: root-token
          key: token
          namespace: incident
YAML
for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group _ <<<"$found"
  [[ "$group" == access ]] || continue
  kubectl patch externalsecret "${app#*/}" --namespace "${app%/*}" --type merge \
    --patch '{"spec":{"secretStoreRef":{"kind":"ClusterSecretStore","name":"everything"}}}'
done
