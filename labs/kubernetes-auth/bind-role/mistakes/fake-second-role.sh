#!/usr/bin/env bash
# Fake: a careful role, and beside it one that is open to all.
# expect: role-bound /beside `myapp` there is `fallback`/
# from: solved
set -euo pipefail

vault write auth/kubernetes/role/fallback bound_service_account_names='*' bound_service_account_namespaces='*' token_policies=myapp-read token_ttl=10m
