#!/usr/bin/env bash
# Tidies up before anything is repaired.
# expect: legacy-kept /-legacy` is gone, and `[a-z]+-credentials` isn’t complete yet/
set -euo pipefail

for app in $KL_HIDDEN_LEGACY; do
  kubectl delete secret "${app#*/}-legacy" --namespace "${app%/*}"
done
