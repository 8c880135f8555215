#!/usr/bin/env bash
# Writes the password into the URL.
# expect: connection /doesn’t have both/
set -euo pipefail

vault secrets enable database
node="$(kubectl get nodes --output jsonpath='{.items[0].metadata.name}')"
vault write database/config/shop plugin_name=postgresql-database-plugin allowed_roles=app \
  connection_url="postgresql://vault_admin:$KL_ADMIN_PASSWORD@$node:30432/shop?sslmode=disable" username=vault_admin password="$KL_ADMIN_PASSWORD"
