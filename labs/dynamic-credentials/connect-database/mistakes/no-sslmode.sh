#!/usr/bin/env bash
# Says nothing about TLS.
# expect: connection /says nothing about `sslmode`/
set -euo pipefail

vault secrets enable database
node="$(kubectl get nodes --output jsonpath='{.items[0].metadata.name}')"
vault write database/config/shop plugin_name=postgresql-database-plugin allowed_roles=app \
  connection_url="postgresql://{{username}}:{{password}}@$node:30432/shop" username=vault_admin password="$KL_ADMIN_PASSWORD"
