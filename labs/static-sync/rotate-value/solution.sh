#!/usr/bin/env bash
set -euo pipefail

new="key-rotated-$RANDOM$RANDOM"
# patch changes the keys that it names and leaves the others as they are.
vault kv patch -mount=secret myapp/config api_key="$new"

# Nothing else to do: within refreshInterval the Secret has it.
timeout 90 bash -c '
  until [[ "$(kubectl get secret myapp-config --namespace lab1 --output jsonpath="{.data.api_key}" | base64 -d)" == "$1" ]]; do
    sleep 2
  done' wait "$new"
