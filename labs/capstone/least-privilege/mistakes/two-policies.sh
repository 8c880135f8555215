#!/usr/bin/env bash
# Hands out a second policy along with the shop's own.
# expect: login-role /grants .shop. and .night-shift./
# from: solved
set -euo pipefail

vault write auth/kubernetes/role/shop bound_service_account_names=shop bound_service_account_namespaces=shop \
  token_policies=shop,night-shift token_ttl=10m
