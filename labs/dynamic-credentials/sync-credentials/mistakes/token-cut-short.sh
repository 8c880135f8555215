#!/usr/bin/env bash
# Lets the token end before the login does: valid at first, dead soon after.
# expect: generator blocked /login-role/
# from: solved
# undo: vault write auth/kubernetes/role/shop-app token_ttl=5m token_max_ttl=5m
set -euo pipefail

vault write auth/kubernetes/role/shop-app token_ttl=20s token_max_ttl=20s
