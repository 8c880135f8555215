#!/usr/bin/env bash
# Fake: ESO is told to write nothing, and the Secrets stay as they are.
# expect: target-synced /`creationPolicy` is `None`/
# from: solved
set -euo pipefail

for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group _ <<<"$found"
  [[ "$group" == target ]] || continue
  kubectl patch externalsecret "${app#*/}" --namespace "${app%/*}" --type merge --patch '{"spec":{"target":{"creationPolicy":"None"}}}'
done
