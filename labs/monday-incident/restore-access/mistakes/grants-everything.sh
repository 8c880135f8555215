#!/usr/bin/env bash
# Opens the whole engine to a team.
# expect: nothing-wide /allows `read` on `secret\/\*`/
set -euo pipefail

echo 'path "secret/*" { capabilities = ["read"] }' | vault policy write shop -
