#!/usr/bin/env bash
# Forgets to allow names below the domain.
# expect: pki-role /none below it/
# from: solved
set -euo pipefail

vault write pki/roles/shop allowed_domains=shop.svc allow_subdomains=false allow_bare_domains=true max_ttl=24h
