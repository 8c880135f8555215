#!/usr/bin/env bash
# Deletes the role again.
# expect: pki-role /no role .shop./
# from: solved
set -euo pipefail

vault delete pki/roles/shop
