#!/usr/bin/env bash
# Writes the marker to A.
# expect: marker-kept /no entry `secret\/marker`/
# undo: vault kv metadata delete -mount=secret marker
set -euo pipefail

vault kv put -mount=secret marker value="$KL_MARKER"
kubectl delete pod vault-b-0 --namespace lab2
kubectl rollout status statefulset vault-b --namespace lab2 --timeout=120s
node="$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')"
export VAULT_ADDR="http://$node:30820"
for _ in $(seq 60); do
  if vault status >/dev/null 2>&1; then break; fi
  sleep 1
done
