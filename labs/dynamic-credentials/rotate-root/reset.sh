#!/usr/bin/env bash
# Takes the lab back to the start of "Leave nobody who knows the password": the first password works, for Vault as well.
set -euo pipefail

kubectl exec --namespace database deploy/postgres -- psql --username=postgres --dbname=shop --quiet \
  --command="ALTER ROLE vault_admin LOGIN CREATEROLE PASSWORD '$KL_ADMIN_PASSWORD'"
vault write database/config/shop username=vault_admin password="$KL_ADMIN_PASSWORD"
