#!/usr/bin/env bash
set -euo pipefail

# The token that asks has to outlive the login that it asks for.
vault write auth/kubernetes/role/shop-app token_ttl=10m

# A new login at half of the old one's life.
before="$(kubectl get secret shop-db --namespace shop --output jsonpath='{.data.username}')"
kubectl patch externalsecret shop-db --namespace shop --type merge --patch '{"spec":{"refreshInterval":"2m"}}'
kubectl annotate externalsecret shop-db --namespace shop force-sync="$(date +%s%N)" --overwrite
timeout 60 bash -c "until [[ \"\$(kubectl get secret shop-db --namespace shop --output jsonpath='{.data.username}')\" != '$before' ]]; do sleep 0.5; done"
