#!/usr/bin/env bash
# Makes a login without an end of its own.
# expect: role-spec /lack `\{\{expiration\}\}`/
set -euo pipefail

vault write database/roles/app db_name=shop default_ttl=1m max_ttl=10m \
  creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' IN ROLE shop_reader" \
  revocation_statements='DROP ROLE IF EXISTS "{{name}}"'
