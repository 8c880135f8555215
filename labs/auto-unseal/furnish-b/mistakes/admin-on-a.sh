#!/usr/bin/env bash
# Makes the admin on A.
# expect: admin-logs-in /doesn’t let `admin` in/
# undo: vault auth disable userpass && vault policy delete admin
set -euo pipefail

vault policy write admin - <<'HCL'
path "*" {
  capabilities = ["create", "read", "update", "patch", "delete", "list", "sudo"]
}
HCL
vault auth enable userpass
vault write auth/userpass/users/admin password="$KL_ADMIN_PASSWORD" token_policies=admin token_ttl=1h
