#!/usr/bin/env bash
# Deletes the role of the Kubernetes login.
# expect: token-outlives /no role `shop-app`/
# from: start
set -euo pipefail

vault delete auth/kubernetes/role/shop-app
