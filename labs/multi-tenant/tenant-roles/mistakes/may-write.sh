#!/usr/bin/env bash
# Lets the team write.
# expect: team-policies /allows `create`, `read` and `update` on/
# from: solved
set -euo pipefail

echo 'path "secret/data/team-b/*" { capabilities = ["create", "read", "update"] }' | vault policy write team-b -
