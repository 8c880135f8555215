#!/usr/bin/env bash
# Binds a ServiceAccount of the team instead of its group.
# expect: teams-may /the group `team-a` may not/
set -euo pipefail

for team in team-a team-b; do
  kubectl create role tenant --namespace "$team" --verb=get,list,create,patch,delete --resource=externalsecrets.external-secrets.io,secrets
  kubectl create rolebinding tenant --namespace "$team" --role=tenant --serviceaccount="$team:vault-login"
done
