#!/usr/bin/env bash
# Forgets the rights.
# expect: role-mints /may not read orders \(SQLSTATE 42501\)/
set -euo pipefail

vault write database/roles/app db_name=shop default_ttl=1m max_ttl=10m \
  creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'" \
  revocation_statements='DROP ROLE IF EXISTS "{{name}}"'
