#!/usr/bin/env bash
# Leaves the lifetime of tokens to Vault's default.
# expect: login-role /768 hours/
# from: solved
set -euo pipefail

vault write auth/kubernetes/role/shop bound_service_account_names=shop bound_service_account_namespaces=shop \
  token_policies=shop token_ttl=0
