#!/usr/bin/env bash
# Takes a value from echo, newline included.
# expect: entry-values /`api_key` has white space/
set -euo pipefail

echo "$KL_API_KEY" | vault kv put -mount=secret myapp/config database_url="$KL_DATABASE_URL" api_key=-
