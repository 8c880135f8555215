#!/usr/bin/env bash
# Lets the role issue for every name there is.
# expect: pki-role /allows any name/
set -euo pipefail

vault secrets enable pki
vault secrets tune -max-lease-ttl=8760h pki
vault write -field=issuing_ca pki/root/generate/internal common_name="Shop lab root" ttl=8760h >/dev/null
vault write pki/roles/shop allow_any_name=true enforce_hostnames=false max_ttl=24h
