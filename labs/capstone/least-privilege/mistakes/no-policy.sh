#!/usr/bin/env bash
# The role names a policy that nobody has written.
# expect: policy-is-narrow /no policy .shop./
# from: solved
set -euo pipefail

vault policy delete shop
