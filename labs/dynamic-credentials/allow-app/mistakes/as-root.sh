#!/usr/bin/env bash
# Gives out the policy root.
# expect: login-role /policy `root`/
set -euo pipefail

kubectl create serviceaccount shop-app --namespace shop
vault write auth/kubernetes/role/shop-app bound_service_account_names=shop-app bound_service_account_namespaces=shop \
  token_policies=root token_ttl=5m token_max_ttl=5m
