#!/usr/bin/env bash
# Writes one policy for all teams.
# expect: team-policies /allows `read` on `secret\/data\/\+\/\*`/
# from: solved
set -euo pipefail

echo 'path "secret/data/+/*" { capabilities = ["read"] }' | vault policy write teams -
for team in team-a team-b; do
  vault write "auth/kubernetes/role/$team" bound_service_account_names=vault-login \
    bound_service_account_namespaces="$team" token_policies=teams token_ttl=10m
done
