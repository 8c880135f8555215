#!/usr/bin/env bash
# Names a policy that nobody has written.
# expect: policy-narrow /doesn’t allow `read`/
set -euo pipefail

kubectl create serviceaccount shop-app --namespace shop
vault write auth/kubernetes/role/shop-app bound_service_account_names=shop-app bound_service_account_namespaces=shop \
  token_policies=shop-app token_ttl=5m token_max_ttl=5m
