#!/usr/bin/env bash
# Fake: the other team's folder is emptied, so that there is nothing to read; the policies stay open.
# expect: teams-apart blocked /team-policies/
# from: solved
# undo: vault kv put -mount=secret team-b/app username=team-b password="$KL_HIDDEN_PASSWORD_B"
set -euo pipefail

vault kv metadata delete -mount=secret team-b/app
echo 'path "secret/data/*" { capabilities = ["read"] }' | vault policy write team-a -
