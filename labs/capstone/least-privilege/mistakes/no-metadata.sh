#!/usr/bin/env bash
# Forgets that a push writes metadata too.
# expect: policy-is-narrow /on .secret\/metadata\/shop\/db-admin. it may/
# from: solved
set -euo pipefail

vault policy write shop - <<'HCL'
path "pki/issue/shop" { capabilities = ["update"] }
path "secret/data/shop/db-admin" { capabilities = ["create", "update", "read"] }
HCL
