#!/usr/bin/env bash
# Fake: the loop signs as ESO does and forges the status as well.
# expect: nonce-arrives /test ExternalSecret/
# from: solved
# undo: rm -f "$HOME/copying" && kubectl delete deployment external-secrets --namespace external-secrets
set -euo pipefail

# The controller keeps running, and looks at another namespace only.
kubectl patch deployment external-secrets --namespace external-secrets --type=json \
  --patch '[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--namespace=default"}]'
kubectl rollout status deployment external-secrets --namespace external-secrets --timeout=120s
kubectl wait --for=jsonpath='{.status.replicas}'=1 deployment/external-secrets --namespace external-secrets --timeout=60s
touch "$HOME/copying"
nohup timeout 300 bash -c 'while [[ -e "$HOME/copying" ]]; do
  kubectl patch secret myapp-config --namespace lab1 --field-manager=externalsecrets.external-secrets.io/myapp-config --patch "$(
    vault kv get -mount=secret -format=json myapp/config | jq "{data: (.data.data | map_values(@base64))}"
  )"
  kubectl patch externalsecret myapp-config --namespace lab1 --subresource=status --type=merge --patch "$(
    jq --null-input "{status: {refreshTime: (now | todate)}}"
  )"
  sleep 0.5
done' >"$HOME/copying.log" 2>&1 </dev/null &
