#!/usr/bin/env bash
# The entry comes after ESO has failed for a while: right now, and not tried again yet.
# expect: external-secret-synced settling /try again/
set -euo pipefail

vault kv delete -mount=secret myapp/config
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: myapp-config
  namespace: lab1
spec:
  refreshInterval: 1m
  secretStoreRef:
    kind: SecretStore
    name: vault-dev
  target:
    name: myapp-config
  dataFrom:
    - extract:
        key: myapp/config
YAML
kubectl wait --for=condition=Ready=False externalsecret/myapp-config --namespace lab1 --timeout=60s
# ESO tries again after 1, 2, 4, 8, 16 seconds: let the pauses grow.
sleep 20
vault kv put -mount=secret myapp/config database_url="$KL_DATABASE_URL" api_key="$KL_API_KEY"
