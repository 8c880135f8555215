#!/usr/bin/env bash
# Fake: the broken ExternalSecrets are removed, and their Secrets made by hand.
# expect: access-synced /there is no ExternalSecret/
set -euo pipefail

for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group _ <<<"$found"
  [[ "$group" == access ]] || continue
  namespace="${app%/*}" name="${app#*/}"
  password="KL_HIDDEN_PASSWORD_${name^^}"
  kubectl delete externalsecret "$name" --namespace "$namespace"
  kubectl create secret generic "$name-credentials" --namespace "$namespace" \
    --from-literal=host="db-$name.internal" --from-literal=username="$name-app" --from-literal=password="${!password}"
done
