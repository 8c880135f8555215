#!/usr/bin/env bash
# Leaves the lifetime out.
# expect: team-roles /as long as Vault’s default, 32 days/
set -euo pipefail

kubectl create serviceaccount vault-login --namespace team-a
echo 'path "secret/data/team-a/*" { capabilities = ["read"] }' | vault policy write team-a -
vault write auth/kubernetes/role/team-a bound_service_account_names=vault-login \
  bound_service_account_namespaces=team-a token_policies=team-a
