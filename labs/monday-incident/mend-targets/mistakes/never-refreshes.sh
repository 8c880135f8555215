#!/usr/bin/env bash
# Syncs once, and never again.
# expect: target-synced /`refreshInterval` is `0s?`/
# from: solved
set -euo pipefail

for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group _ <<<"$found"
  [[ "$group" == target ]] || continue
  kubectl patch externalsecret "${app#*/}" --namespace "${app%/*}" --type merge --patch '{"spec":{"refreshInterval":"0"}}'
done
