#!/usr/bin/env bash
# Makes every login a writer of everything.
# expect: role-mints /writes orders/
set -euo pipefail

vault write database/roles/app db_name=shop default_ttl=1m max_ttl=10m \
  creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE shop_reader, pg_write_all_data" \
  revocation_statements='DROP ROLE IF EXISTS "{{name}}"'
