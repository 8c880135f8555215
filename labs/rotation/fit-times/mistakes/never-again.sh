#!/usr/bin/env bash
# Turns the refresh off.
# expect: interval /`refreshInterval: 0s` there is no next login/
# from: start
set -euo pipefail

vault write auth/kubernetes/role/shop-app token_ttl=10m
kubectl patch externalsecret shop-db --namespace shop --type merge --patch '{"spec":{"refreshInterval":"0s"}}'
