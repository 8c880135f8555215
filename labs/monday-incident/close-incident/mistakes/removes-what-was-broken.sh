#!/usr/bin/env bash
# Fake: what was broken isn't there any more.
# expect: inventory-complete blocked /-synced/
# from: solved
set -euo pipefail

for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app _ _ <<<"$found"
  kubectl delete externalsecret "${app#*/}" --namespace "${app%/*}" --wait=false
done
