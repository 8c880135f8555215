#!/usr/bin/env bash
# Fake: ends a login by saying so.
# expect: role-mints /login still works/
set -euo pipefail

vault write database/roles/app db_name=shop default_ttl=1m max_ttl=10m \
  creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE shop_reader" \
  revocation_statements='SELECT 1'
