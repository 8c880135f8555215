#!/usr/bin/env bash
set -euo pipefail

for team in team-a team-b; do
  kubectl create serviceaccount vault-login --namespace "$team" --dry-run=client --output yaml | kubectl apply --filename -

  # Everything below the team's own folder, to read.
  vault policy write "$team" - <<POLICY
path "secret/data/$team/*" {
  capabilities = ["read"]
}
POLICY

  # One account of one namespace, for ten minutes at a time.
  vault write "auth/kubernetes/role/$team" \
    bound_service_account_names=vault-login \
    bound_service_account_namespaces="$team" \
    token_policies="$team" \
    token_ttl=10m
done
