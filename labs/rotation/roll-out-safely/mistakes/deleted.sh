#!/usr/bin/env bash
# The shop is gone.
# expect: strategy /no Deployment `shop`/
# from: start
set -euo pipefail

kubectl delete deployment shop --namespace shop
