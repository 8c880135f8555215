#!/usr/bin/env bash
# Takes the token away while the application's own login is broken: the policy is gone.
# expect: sync-goes-on /still had the old value/
# from: solved
set -euo pipefail

# The last sync was a success; nobody has noticed yet.
vault policy write myapp-read - <<'HCL'
path "secret/data/myapp/config" {
  capabilities = ["deny"]
}
HCL
