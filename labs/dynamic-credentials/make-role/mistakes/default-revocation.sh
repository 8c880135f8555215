#!/usr/bin/env bash
# Leaves it to Vault how a login ends.
# expect: role-spec /no `revocation_statements`/
set -euo pipefail

vault write database/roles/app db_name=shop default_ttl=1m max_ttl=10m \
  creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE shop_reader"
