#!/usr/bin/env bash
# Lets in the account of this name from everywhere.
# expect: team-roles /lets in `vault-login` of `\*`/
# from: solved
set -euo pipefail

vault write auth/kubernetes/role/team-a bound_service_account_names=vault-login \
  bound_service_account_namespaces='*' token_policies=team-a token_ttl=10m
