#!/usr/bin/env bash
# Fake: a loop copies what is in Vault into the Secret, faster than any controller.
# expect: secret-owned /values were written by `kubectl-patch`/
# from: solved
# undo: rm -f "$HOME/copying" && kubectl delete deployment external-secrets --namespace external-secrets
set -euo pipefail

# The controller keeps running, and looks at another namespace only.
kubectl patch deployment external-secrets --namespace external-secrets --type=json \
  --patch '[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--namespace=default"}]'
kubectl rollout status deployment external-secrets --namespace external-secrets --timeout=120s
kubectl wait --for=jsonpath='{.status.replicas}'=1 deployment/external-secrets --namespace external-secrets --timeout=60s
vault kv patch -mount=secret myapp/config api_key=changed-once
vault kv put -mount=secret myapp/config database_url="$KL_DATABASE_URL" api_key="$KL_API_KEY"
kubectl patch secret myapp-config --namespace lab1 --patch '{"stringData":{"api_key":"changed","database_url":"changed"}}'
touch "$HOME/copying"
nohup timeout 300 bash -c 'while [[ -e "$HOME/copying" ]]; do
  kubectl patch secret myapp-config --namespace lab1 --patch "$(
    vault kv get -mount=secret -format=json myapp/config | jq "{data: (.data.data | map_values(@base64))}"
  )"
  sleep 0.5
done' >"$HOME/copying.log" 2>&1 </dev/null &
