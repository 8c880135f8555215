#!/usr/bin/env bash
# It names a Secret that nobody reads.
# expect: asks-for-reload /when `shop-database` changes/
# from: start
set -euo pipefail

kubectl annotate deployment shop --namespace shop secret.reloader.stakater.com/reload=shop-database --overwrite
