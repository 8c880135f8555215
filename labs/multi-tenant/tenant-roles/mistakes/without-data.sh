#!/usr/bin/env bash
# Writes the path as the command line shows it.
# expect: team-policies /on `secret\/team-a\/\*`/
# from: solved
set -euo pipefail

echo 'path "secret/team-a/*" { capabilities = ["read"] }' | vault policy write team-a -
