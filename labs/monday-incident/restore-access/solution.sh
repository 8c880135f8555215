#!/usr/bin/env bash
set -euo pipefail

to_own_store='{"spec":{"secretStoreRef":{"kind":"SecretStore","name":"vault"}}}'
repaired=()

for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group cause <<<"$found"
  namespace="${app%/*}" name="${app#*/}"
  [[ "$group" == access ]] || continue
  repaired+=("$app")
  case "$cause" in
    store-kind | store-namespace)
      kubectl patch externalsecret "$name" --namespace "$namespace" --type merge --patch "$to_own_store"
      ;;
    store-condition)
      # One namespace more, by its name.
      kubectl patch clustersecretstore vault-shared --type merge \
        --patch '{"spec":{"conditions":[{"namespaces":["platform","'"$namespace"'"]}]}}'
      ;;
    kv-version)
      kubectl patch secretstore vault-v1 --namespace "$namespace" --type merge \
        --patch '{"spec":{"provider":{"vault":{"version":"v2"}}}}'
      ;;
    policy)
      # The path of a KV engine of version 2 has data/ after the mount.
      vault policy read "$namespace" | sed "s#\"secret/$app\"#\"secret/data/$app\"#" | vault policy write "$namespace" -
      ;;
    reviewer-token)
      # A write replaces the whole configuration, so host and CA go with it.
      cluster="$(kubectl config view --raw --minify --output json | jq '.clusters[0].cluster')"
      vault write auth/kubernetes-old/config \
        kubernetes_host="$(jq --raw-output .server <<<"$cluster")" \
        kubernetes_ca_cert="$(jq --raw-output '."certificate-authority-data" | @base64d' <<<"$cluster")" \
        token_reviewer_jwt="$(kubectl create token vault-reviewer --namespace platform --duration 24h)"
      kubectl annotate secretstore vault-old --namespace "$namespace" look-again="$(date +%s%N)" --overwrite
      kubectl wait secretstore vault-old --namespace "$namespace" --for=condition=Ready --timeout=60s
      ;;
  esac
done

# What has failed for a while waits up to seven minutes before it tries again; a new annotation makes it try now.
kubectl annotate externalsecrets --all --all-namespaces force-sync="$(date +%s%N)" --overwrite
for app in "${repaired[@]}"; do
  kubectl wait externalsecret "${app#*/}" --namespace "${app%/*}" --for=condition=Ready --timeout=60s
done
