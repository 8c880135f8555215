#!/usr/bin/env bash
# Mistypes the password, and keeps Vault from trying it.
# expect: connection-works /SQLSTATE 28P01/
set -euo pipefail

vault secrets enable database
node="$(kubectl get nodes --output jsonpath='{.items[0].metadata.name}')"
vault write database/config/shop plugin_name=postgresql-database-plugin allowed_roles=app verify_connection=false \
  connection_url="postgresql://{{username}}:{{password}}@$node:30432/shop?sslmode=disable" username=vault_admin password=guessed-wrong
