#!/usr/bin/env bash
# Reads the entry of another application, which can be read.
# expect: request-synced /which isn’t its entry/
# from: solved
set -euo pipefail

for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group _ <<<"$found"
  [[ "$group" == request ]] || continue
  namespace="${app%/*}" name="${app#*/}"
  neighbour="$(kubectl get externalsecrets --namespace "$namespace" --output name | sed 's#.*/##' | grep --invert-match "^$name" | head -1)"
  kubectl patch externalsecret "$name" --namespace "$namespace" --type json --patch \
    '[{"op":"replace","path":"/spec/data/0/remoteRef/key","value":"'"$namespace/$neighbour"'"}]'
  break
done
