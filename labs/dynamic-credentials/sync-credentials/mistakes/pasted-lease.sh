#!/usr/bin/env bash
# Fake: a login that somebody fetched, pasted into a Secret.
# expect: request /no ExternalSecret in `shop`; a Secret `shop-db` is there/
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: generators.external-secrets.io/v1alpha1
kind: VaultDynamicSecret
metadata:
  name: shop-db
  namespace: shop
spec:
  path: database/creds/app
  method: GET
  provider:
    server: http://vault.vault.svc:8200
    auth:
      kubernetes:
        mountPath: kubernetes
        role: shop-app
        serviceAccountRef:
          name: shop-app
YAML
login="$(vault read --format=json database/creds/app)"
kubectl create secret generic shop-db --namespace shop \
  --from-literal=username="$(jq --raw-output .data.username <<<"$login")" \
  --from-literal=password="$(jq --raw-output .data.password <<<"$login")"
