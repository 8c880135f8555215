#!/usr/bin/env bash
set -euo pipefail

# Once Vault has changed the password, only Vault knows it. To begin again, the database's owner sets the first one.
kubectl exec --namespace database deploy/postgres -- psql --username=postgres --dbname=shop --quiet \
  --command="ALTER ROLE vault_admin PASSWORD '$KL_ADMIN_PASSWORD'"

vault secrets list --format=json | jq --exit-status '."database/"' >/dev/null || vault secrets enable database

# Vault stands outside the cluster: it comes in by the node.
node="$(kubectl get nodes --output jsonpath='{.items[0].metadata.name}')"
vault write database/config/shop \
  plugin_name=postgresql-database-plugin \
  allowed_roles=app \
  connection_url="postgresql://{{username}}:{{password}}@$node:30432/shop?sslmode=disable" \
  username=vault_admin \
  password="$KL_ADMIN_PASSWORD"
