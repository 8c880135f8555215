#!/usr/bin/env bash
# Names a policy that doesn't exist; Vault doesn't mind.
# expect: team-roles /names `team_a`, which Vault doesn’t have/
# from: solved
set -euo pipefail

vault write auth/kubernetes/role/team-a bound_service_account_names=vault-login \
  bound_service_account_namespaces=team-a token_policies=team_a token_ttl=10m
