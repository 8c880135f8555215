#!/usr/bin/env bash
# Leaves the times to Vault.
# expect: role-spec /`default_ttl` isn’t set/
set -euo pipefail

vault write database/roles/app db_name=shop \
  creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE shop_reader" \
  revocation_statements='DROP ROLE IF EXISTS "{{name}}"'
