#!/usr/bin/env bash
# Generates the root without letting the engine issue for longer.
# expect: root /the root ends in 3[12] days/
set -euo pipefail

vault secrets enable pki
vault write -field=issuing_ca pki/root/generate/internal common_name="Shop lab root" ttl=8760h >/dev/null
