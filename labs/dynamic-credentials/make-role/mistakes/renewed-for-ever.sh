#!/usr/bin/env bash
# Bounds the first life, and not the renewals.
# expect: role-spec /`max_ttl` isn’t set/
set -euo pipefail

vault write database/roles/app db_name=shop default_ttl=1m \
  creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE shop_reader" \
  revocation_statements='DROP ROLE IF EXISTS "{{name}}"'
