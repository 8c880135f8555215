#!/usr/bin/env bash
# Puts the owner's password into the KV engine, as it has always been done.
# expect: connection /no database engine/
set -euo pipefail

vault kv put -mount=secret database/config/shop username=vault_admin password="$KL_ADMIN_PASSWORD"
