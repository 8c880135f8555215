#!/usr/bin/env bash
# Changes the password in PostgreSQL, behind Vault's back.
# expect: vault-knows-it /can’t log in any more: .*28P01/
set -euo pipefail

kubectl exec --namespace database deploy/postgres -- psql --username=postgres --dbname=shop --quiet \
  --command="ALTER ROLE vault_admin PASSWORD 'changed-by-hand'"
