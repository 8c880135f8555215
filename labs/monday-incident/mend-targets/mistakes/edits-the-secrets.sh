#!/usr/bin/env bash
# Writes into the Kubernetes Secrets what should be in them.
# expect: target-synced /(is immutable|belongs to|`creationPolicy` is|doesn’t fetch|`refreshInterval` is)/
set -euo pipefail

for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group cause <<<"$found"
  [[ "$group" == target && "$cause" != immutable ]] || continue
  namespace="${app%/*}" name="${app#*/}"
  password="KL_HIDDEN_PASSWORD_${name^^}"
  kubectl create secret generic "$name-credentials" --namespace "$namespace" --dry-run=client --output yaml \
    --from-literal=host="db-$name.internal" --from-literal=username="$name-app" --from-literal=password="${!password}" |
    kubectl apply --server-side --force-conflicts --filename -
done
