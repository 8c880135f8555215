#!/usr/bin/env bash
set -euo pipefail

# One put with both keys: every put replaces the whole entry.
vault kv put -mount=secret myapp/config \
  database_url="$KL_DATABASE_URL" \
  api_key="$KL_API_KEY"
