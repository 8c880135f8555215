#!/usr/bin/env bash
# Opens the other team's folder in a policy that the first look at the stores doesn't show.
# expect: team-secrets blocked /team-policies/
# from: solved
set -euo pipefail

echo 'path "secret/data/*" { capabilities = ["read"] }' | vault policy write team-a -
