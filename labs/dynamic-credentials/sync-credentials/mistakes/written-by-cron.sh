#!/usr/bin/env bash
# Fake: no controller; a job fetches logins with the terminal's token and writes them into the Secret, signed as ESO.
# expect: next-login /ESO was asked for the next login/
# from: solved
# undo: rm -f "$HOME/writing" && kubectl scale deployment external-secrets --namespace external-secrets --replicas=1
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
kubectl wait --for=delete pod --selector=app.kubernetes.io/name=external-secrets --namespace external-secrets --timeout=60s
touch "$HOME/writing"
cat >"$HOME/write.sh" <<'LOOP'
# Logs in as ESO would, so that the user's name looks the same.
while [[ -f "$HOME/writing" ]]; do
  token="$(vault write -field=token auth/kubernetes/login role=shop-app jwt="$(kubectl create token shop-app --namespace shop)")"
  login="$(VAULT_TOKEN="$token" vault read --format=json database/creds/app)"
  kubectl patch secret shop-db --namespace shop --field-manager=externalsecrets.external-secrets.io/shop-db --type=merge \
    --patch "$(jq '{stringData: .data}' <<<"$login")"
  sleep 5
done
LOOP
nohup bash "$HOME/write.sh" >/dev/null 2>&1 &
