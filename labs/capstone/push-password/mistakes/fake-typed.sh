#!/usr/bin/env bash
# A fake: somebody typed the password into Vault.
# expect: password-pushed /written by somebody else/
# from: solved
set -euo pipefail

vault kv metadata delete -mount=secret shop/db-admin
vault kv put -mount=secret shop/db-admin password=correct-horse-battery-staple
