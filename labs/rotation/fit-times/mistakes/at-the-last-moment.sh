#!/usr/bin/env bash
# The next login comes when the last one has a quarter of its life left.
# expect: interval /every `3m`, and each lives 240 seconds/
# from: start
set -euo pipefail

vault write auth/kubernetes/role/shop-app token_ttl=10m
kubectl patch externalsecret shop-db --namespace shop --type merge --patch '{"spec":{"refreshInterval":"3m"}}'
