#!/usr/bin/env bash
# Stops after the first two.
# expect: diagnosis-written /no answer yet for .*`shop.storefront`/
set -euo pipefail

kubectl create configmap diagnosis --namespace incident --from-literal=shop.cart=healthy --from-literal=shop.catalog=policy
