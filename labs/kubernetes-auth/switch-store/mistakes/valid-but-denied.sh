#!/usr/bin/env bash
# Right store, and a policy that somebody has narrowed to another entry: Valid, and yet nothing arrives.
# expect: still-synced settling /`SecretSyncedError`/
# from: solved
set -euo pipefail

vault policy write myapp-read - <<'HCL'
path "secret/data/myapp/config" {
  capabilities = ["list"]
}
HCL
kubectl annotate externalsecret myapp-config --namespace lab3 force-sync="$(date +%s)" --overwrite
kubectl wait --for=jsonpath='{.status.conditions[0].reason}'=SecretSyncedError externalsecret/myapp-config --namespace lab3 --timeout=60s
