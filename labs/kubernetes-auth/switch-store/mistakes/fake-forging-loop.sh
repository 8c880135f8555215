#!/usr/bin/env bash
# Fake: no login at all; a loop with the root token writes the Secret and signs as ESO does.
# expect: nonce-by-login /test ExternalSecret/
# from: solved
# undo: rm -f "$HOME/copying" && kubectl rollout undo deployment external-secrets --namespace external-secrets && kubectl rollout status deployment external-secrets --namespace external-secrets --timeout=120s && kubectl wait --for=jsonpath='{.status.replicas}'=1 deployment/external-secrets --namespace external-secrets --timeout=60s
set -euo pipefail

# The controller keeps running, and looks at another namespace only.
kubectl patch deployment external-secrets --namespace external-secrets --type=json \
  --patch '[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--namespace=default"}]'
kubectl rollout status deployment external-secrets --namespace external-secrets --timeout=120s
kubectl wait --for=jsonpath='{.status.replicas}'=1 deployment/external-secrets --namespace external-secrets --timeout=60s
touch "$HOME/copying"
nohup timeout 300 bash -c 'while [[ -e "$HOME/copying" ]]; do
  kubectl patch secret myapp-config --namespace lab3 --field-manager=externalsecrets.external-secrets.io/myapp-config --patch "$(
    vault kv get -mount=secret -format=json myapp/config | jq "{data: (.data.data | map_values(@base64))}"
  )"
  kubectl patch externalsecret myapp-config --namespace lab3 --subresource=status --type=merge --patch "$(
    jq --null-input "{status: {refreshTime: (now | todate)}}"
  )"
  sleep 0.5
done' >"$HOME/copying.log" 2>&1 </dev/null &
