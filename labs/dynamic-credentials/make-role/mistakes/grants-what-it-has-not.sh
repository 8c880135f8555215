#!/usr/bin/env bash
# Grants on tables that belong to somebody else.
# expect: role-mints /Vault made no login: .*42501/
set -euo pipefail

vault write database/roles/app db_name=shop default_ttl=1m max_ttl=10m \
  creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'; GRANT SELECT ON orders TO \"{{name}}\"" \
  revocation_statements='DROP ROLE IF EXISTS "{{name}}"'
