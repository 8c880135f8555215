#!/usr/bin/env bash
# Allows every role.
# expect: connection /`allowed_roles` is `\*`/
set -euo pipefail

vault secrets enable database
node="$(kubectl get nodes --output jsonpath='{.items[0].metadata.name}')"
vault write database/config/shop plugin_name=postgresql-database-plugin allowed_roles='*' \
  connection_url="postgresql://{{username}}:{{password}}@$node:30432/shop?sslmode=disable" username=vault_admin password="$KL_ADMIN_PASSWORD"
