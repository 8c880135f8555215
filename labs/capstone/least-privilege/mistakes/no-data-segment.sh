#!/usr/bin/env bash
# Writes the path as the command line shows it, without data/.
# expect: policy-is-narrow /on .secret\/data\/shop\/db-admin. it may/
# from: solved
set -euo pipefail

vault policy write shop - <<'HCL'
path "pki/issue/shop" { capabilities = ["update"] }
path "secret/shop/db-admin" { capabilities = ["create", "update", "read"] }
HCL
