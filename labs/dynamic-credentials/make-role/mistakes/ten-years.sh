#!/usr/bin/env bash
# Fake: a login for ten years.
# expect: role-spec /lives 87600 hours/
set -euo pipefail

vault write database/roles/app db_name=shop default_ttl=87600h max_ttl=87600h \
  creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE shop_reader" \
  revocation_statements='DROP ROLE IF EXISTS "{{name}}"'
