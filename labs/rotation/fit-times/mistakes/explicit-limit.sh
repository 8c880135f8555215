#!/usr/bin/env bash
# A limit that no renewal lifts is shorter than the TTL beside it.
# expect: token-outlives /the token lives 120 seconds/
# from: start
set -euo pipefail

vault write auth/kubernetes/role/shop-app token_ttl=10m token_explicit_max_ttl=2m
kubectl patch externalsecret shop-db --namespace shop --type merge --patch '{"spec":{"refreshInterval":"2m"}}'
