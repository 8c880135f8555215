#!/usr/bin/env bash
# Copies the value of somebody else's attempt.
# expect: entry-values /another value than the one you were given/
set -euo pipefail

vault kv put -mount=secret myapp/config database_url="$KL_DATABASE_URL" api_key=key-of-a-friend
