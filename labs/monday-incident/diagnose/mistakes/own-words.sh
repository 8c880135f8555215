#!/usr/bin/env bash
# Uses a word of its own.
# expect: diagnosis-written /a word that isn’t in the table, such as `forbidden`/
set -euo pipefail

kubectl create configmap diagnosis --namespace incident --from-literal=shop.cart=Forbidden --from-literal=shop.catalog=' Healthy '
