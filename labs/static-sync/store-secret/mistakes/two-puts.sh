#!/usr/bin/env bash
# Puts one key after the other: the second put replaces the first.
# expect: entry-keys /`database_url` missing/
set -euo pipefail

vault kv put -mount=secret myapp/config database_url="$KL_DATABASE_URL"
vault kv put -mount=secret myapp/config api_key="$KL_API_KEY"
