#!/usr/bin/env bash
set -euo pipefail

node="$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')"
export VAULT_ADDR="http://$node:30820"
VAULT_TOKEN="$(vault login -method=userpass -token-only username=admin password="$KL_ADMIN_PASSWORD")"
export VAULT_TOKEN
vault kv put -mount=secret marker value="$KL_MARKER"
vault token revoke -self

# A restart that is noticed as later: times are kept in whole seconds.
sleep 2
kubectl delete pod vault-b-0 --namespace lab2
kubectl rollout status statefulset vault-b --namespace lab2 --timeout=120s
for _ in $(seq 60); do
  if vault status >/dev/null 2>&1; then exit 0; fi
  sleep 1
done
exit 1
