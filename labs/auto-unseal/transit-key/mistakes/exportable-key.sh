#!/usr/bin/env bash
# Makes a key that can be carried away.
# expect: transit-key /exportable/
set -euo pipefail

vault secrets enable transit
vault write transit/keys/autounseal exportable=true
