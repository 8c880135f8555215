#!/usr/bin/env bash
# Gives Vault the login of the database's owner.
# expect: connection /logs in as `postgres`/
set -euo pipefail

vault secrets enable database
node="$(kubectl get nodes --output jsonpath='{.items[0].metadata.name}')"
vault write database/config/shop plugin_name=postgresql-database-plugin allowed_roles=app \
  connection_url="postgresql://{{username}}:{{password}}@$node:30432/shop?sslmode=disable" username=postgres password="$KL_DBA_PASSWORD"
