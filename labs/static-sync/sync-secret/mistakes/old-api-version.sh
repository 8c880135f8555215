#!/usr/bin/env bash
# Applies v1beta1, as older texts show it: the API server doesn't know it.
# expect: external-secret-spec /no ExternalSecret in `lab1`/
set -euo pipefail

if kubectl apply --filename - <<'YAML' 2>"$HOME/error"; then
apiVersion: external-secrets.io/v1beta1
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
  exit 1
fi
grep --quiet 'no matches for kind' "$HOME/error"
