#!/usr/bin/env bash
# Fake: a login that lives for ten years never has to be rotated.
# expect: token-outlives /a login lives 315360000 seconds/
# from: start
set -euo pipefail

vault write auth/kubernetes/role/shop-app token_ttl=0 token_max_ttl=0
vault write database/roles/app default_ttl=87600h max_ttl=87600h
