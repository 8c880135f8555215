#!/usr/bin/env bash
# A star in the policy: it opens the card key as well.
# expect: policy-is-narrow /also opens .*card-key/
# from: solved
set -euo pipefail

vault policy write shop - <<'HCL'
path "pki/issue/shop" { capabilities = ["update"] }
path "secret/data/shop/*" { capabilities = ["create", "update", "read"] }
path "secret/metadata/shop/*" { capabilities = ["create", "update", "read"] }
HCL
