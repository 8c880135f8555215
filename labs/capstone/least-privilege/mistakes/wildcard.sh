#!/usr/bin/env bash
# Binds the role to every account there is.
# expect: login-role /accounts .\*. of namespaces .shop./
# from: solved
set -euo pipefail

vault write auth/kubernetes/role/shop bound_service_account_names='*' bound_service_account_namespaces=shop \
  token_policies=shop token_ttl=10m
