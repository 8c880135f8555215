#!/usr/bin/env bash
# Helps with an annotation what would otherwise take an hour.
# expect: arrives-unattended blocked /external-secret-spec/
set -euo pipefail

kubectl patch externalsecret myapp-config --namespace lab1 --type merge --patch '{"spec":{"refreshInterval":"1h"}}'
vault kv patch -mount=secret myapp/config api_key=key-after-rotation
kubectl annotate externalsecret myapp-config --namespace lab1 force-sync="$(date +%s)" --overwrite
