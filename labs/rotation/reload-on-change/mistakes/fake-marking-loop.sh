#!/usr/bin/env bash
# Fake: the reloader waits for a Secret that does not exist, and a loop writes marks whenever the login changes.
# expect: rotation /a mark that the reloader hasn’t written/
# from: solved
# undo: rm -f "$HOME/looping"
set -euo pipefail

kubectl annotate deployment shop --namespace shop secret.reloader.stakater.com/reload=shop-db,shop-tls --overwrite
touch "$HOME/looping"
cat >"$HOME/loop.sh" <<'LOOP'
user() { kubectl get secret shop-db --namespace shop --output jsonpath='{.data.username}'; }
last="$(user)"
while [[ -f "$HOME/looping" ]]; do
  now="$(user)"
  if [[ "$now" != "$last" ]]; then
    last="$now"
    kubectl patch deployment shop --namespace shop --type merge --patch "$(jq --null-input --arg now "$now" '{spec: {template: {metadata: {annotations: {"reloader.stakater.com/last-reloaded-from": $now}}}}}')"
  fi
  sleep 0.2
done
LOOP
nohup bash "$HOME/loop.sh" >/dev/null 2>&1 &
