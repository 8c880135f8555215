#!/usr/bin/env bash
# Names no database: PostgreSQL looks for one called vault_admin, and Vault refuses the connection.
# expect: connection /no connection$/
set -euo pipefail

vault secrets enable database
node="$(kubectl get nodes --output jsonpath='{.items[0].metadata.name}')"
if vault write database/config/shop plugin_name=postgresql-database-plugin allowed_roles=app \
  connection_url="postgresql://{{username}}:{{password}}@$node:30432?sslmode=disable" \
  username=vault_admin password="$KL_ADMIN_PASSWORD" 2>"$HOME/error"; then
  exit 1
fi
grep --quiet 'SQLSTATE 3D000' "$HOME/error"
