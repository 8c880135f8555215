#!/usr/bin/env bash
# Names the key by itself.
# expect: transit-key /the engine has `unseal`, and no `autounseal`/
set -euo pipefail

vault secrets enable transit
vault write -f transit/keys/unseal
