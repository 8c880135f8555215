#!/usr/bin/env bash
# Spells the keys as environment variables are spelt.
# expect: entry-keys /missing; there is `API_KEY` and `DATABASE_URL`/
set -euo pipefail

vault kv put -mount=secret myapp/config DATABASE_URL="$KL_DATABASE_URL" API_KEY="$KL_API_KEY"
