#!/usr/bin/env bash
# Writes the role without a longest lifetime.
# expect: pki-role /no .max_ttl./
# from: solved
set -euo pipefail

vault write pki/roles/shop allowed_domains=shop.svc allow_subdomains=true max_ttl=0 ttl=2h
