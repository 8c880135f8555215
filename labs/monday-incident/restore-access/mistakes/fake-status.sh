#!/usr/bin/env bash
# Fake: nobody looks after the ExternalSecrets any more; what they say was written by hand.
# expect: access-alive /still had the old one 30 seconds later/
# from: solved
# undo: kubectl scale deployment external-secrets --namespace external-secrets --replicas=1 && kubectl rollout status deployment external-secrets --namespace external-secrets --timeout=90s
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
kubectl wait pod --for=delete --selector app.kubernetes.io/name=external-secrets --namespace external-secrets --timeout=60s
for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group _ <<<"$found"
  [[ "$group" == access ]] || continue
  kubectl patch externalsecret "${app#*/}" --namespace "${app%/*}" --subresource=status --type=merge \
    --patch "$(jq --null-input '{status: {refreshTime: (now | todate)}}')"
done
