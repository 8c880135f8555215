#!/usr/bin/env bash
# Adds a key that nobody asked for.
# expect: entry-keys /besides the two there is `user`/
set -euo pipefail

vault kv put -mount=secret myapp/config database_url="$KL_DATABASE_URL" api_key="$KL_API_KEY" user=myapp
