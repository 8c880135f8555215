#!/usr/bin/env bash
set -euo pipefail

vault write database/roles/app \
  db_name=shop \
  creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE shop_reader" \
  revocation_statements='DROP ROLE IF EXISTS "{{name}}"' \
  default_ttl=1m \
  max_ttl=10m
