#!/usr/bin/env bash
# Takes the name that pods use, and keeps Vault from trying it.
# expect: connection /at `postgres.database.svc:5432`/
set -euo pipefail

vault secrets enable database
node="$(kubectl get nodes --output jsonpath='{.items[0].metadata.name}')"
vault write database/config/shop plugin_name=postgresql-database-plugin allowed_roles=app verify_connection=false \
  connection_url="postgresql://{{username}}:{{password}}@postgres.database.svc:5432/shop?sslmode=disable" username=vault_admin password="$KL_ADMIN_PASSWORD"
