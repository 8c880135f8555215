#!/usr/bin/env bash
set -euo pipefail

repaired=()

for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group cause <<<"$found"
  namespace="${app%/*}" name="${app#*/}"
  [[ "$group" == target ]] || continue
  repaired+=("$app")
  case "$cause" in
    immutable)
      # Nobody can change it; ESO makes a new one.
      if [[ "$(kubectl get secret "$name-credentials" --namespace "$namespace" --ignore-not-found --output jsonpath='{.immutable}')" == true ]]; then
        kubectl delete secret "$name-credentials" --namespace "$namespace"
      fi
      ;;
    owned-by-another)
      # The other ExternalSecret goes, and its Secret with it.
      if kubectl get externalsecret "$name-copy" --namespace "$namespace" >/dev/null 2>&1; then
        kubectl delete externalsecret "$name-copy" --namespace "$namespace"
        kubectl delete secret "$name-credentials" --namespace "$namespace" --ignore-not-found
      fi
      ;;
    merge-without-target)
      kubectl patch externalsecret "$name" --namespace "$namespace" --type merge --patch '{"spec":{"target":{"creationPolicy":"Owner"}}}'
      ;;
    stale)
      kubectl patch externalsecret "$name" --namespace "$namespace" --type merge --patch '{"spec":{"refreshInterval":"5m"}}'
      ;;
    dropped-keys)
      data="$(jq --null-input --compact-output --arg key "$app" \
        '[("host", "username", "password") | {secretKey: ., remoteRef: {key: $key, property: .}}]')"
      kubectl patch externalsecret "$name" --namespace "$namespace" --type merge --patch '{"spec":{"data":'"$data"'}}'
      ;;
  esac
done

kubectl annotate externalsecrets --all --all-namespaces force-sync="$(date +%s%N)" --overwrite
for app in "${repaired[@]}"; do
  kubectl wait externalsecret "${app#*/}" --namespace "${app%/*}" --for=condition=Ready --timeout=60s
done
