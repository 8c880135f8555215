#!/usr/bin/env bash
# Names the mount twice.
# expect: entry-exists /no entry at .*secret\/secret\/myapp\/config/
# undo: vault kv metadata delete -mount=secret secret/myapp/config
set -euo pipefail

vault kv put -mount=secret secret/myapp/config database_url="$KL_DATABASE_URL" api_key="$KL_API_KEY"
