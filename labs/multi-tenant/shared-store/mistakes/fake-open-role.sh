#!/usr/bin/env bash
# Fake: the conditions of the store are right, and in Vault the role is open to everybody.
# expect: shared-role /lets in `\*` of `\*`/
# from: solved
set -euo pipefail

vault write auth/kubernetes/role/shared bound_service_account_names='*' bound_service_account_namespaces='*' \
  token_policies=shared token_ttl=10m
