#!/usr/bin/env bash
# Takes the lab back to the start of "Rotate a value": Vault has the values that were given, and so has the Secret.
set -euo pipefail

vault kv put -mount=secret myapp/config database_url="$KL_DATABASE_URL" api_key="$KL_API_KEY"
kubectl annotate externalsecret myapp-config --namespace lab1 force-sync="$(date +%s%N)" --overwrite
timeout 60 bash -c '
  until [[ "$(kubectl get secret myapp-config --namespace lab1 --output jsonpath="{.data.api_key}" | base64 -d)" == "$KL_API_KEY" ]]; do
    sleep 1
  done'
