#!/usr/bin/env bash
# Writes a password of its own into Vault, which no database knows.
# expect: request-synced /no longer has the values that it had on Monday morning/
# from: solved
set -euo pipefail

for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group _ <<<"$found"
  [[ "$group" == request ]] || continue
  vault kv patch -mount=secret "$app" password=new-and-unknown
  break
done
