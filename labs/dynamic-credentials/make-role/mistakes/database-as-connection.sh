#!/usr/bin/env bash
# Takes the database's name for the connection's.
# expect: role-spec /`db_name` is `orders`/
set -euo pipefail

vault write database/roles/app db_name=orders default_ttl=1m max_ttl=10m \
  creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE shop_reader" \
  revocation_statements='DROP ROLE IF EXISTS "{{name}}"'
