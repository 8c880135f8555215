#!/usr/bin/env bash
# Mints a user every ten seconds.
# expect: interval /every `10s`/
# from: start
set -euo pipefail

vault write auth/kubernetes/role/shop-app token_ttl=10m
kubectl patch externalsecret shop-db --namespace shop --type merge --patch '{"spec":{"refreshInterval":"10s"}}'
