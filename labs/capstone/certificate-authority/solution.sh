#!/usr/bin/env bash
set -euo pipefail

vault secrets list -format=json | jq --exit-status 'has("pki/")' >/dev/null || vault secrets enable pki
# The engine caps what it issues at 32 days unless told otherwise, and a root has to outlive what it signs.
vault secrets tune -max-lease-ttl=8760h pki
if [[ "$(vault read -format=json pki/cert/ca 2>/dev/null | jq --raw-output '.data.certificate // ""')" == "" ]]; then
  vault write -field=issuing_ca pki/root/generate/internal common_name="Shop lab root" ttl=8760h >/dev/null
fi
vault write pki/roles/shop allowed_domains=shop.svc allow_subdomains=true max_ttl=24h ttl=2h
