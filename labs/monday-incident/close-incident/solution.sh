#!/usr/bin/env bash
set -euo pipefail

# Everything is synced, so the old copies can go.
for app in $KL_HIDDEN_LEGACY; do
  kubectl delete secret "${app#*/}-legacy" --namespace "${app%/*}" --ignore-not-found
done

for app in shop/storefront billing/invoices warehouse/stock accounts/login; do
  kubectl wait deployment "${app#*/}" --namespace "${app%/*}" --for=condition=Available --timeout=150s
done
