#!/usr/bin/env bash
# Fake: a loop restarts the shop whenever the Secret changes.
# expect: rotation /started by `kubectl rollout restart`/
# from: solved
# undo: rm -f "$HOME/looping"
set -euo pipefail

touch "$HOME/looping"
cat >"$HOME/loop.sh" <<'LOOP'
user() { kubectl get secret shop-db --namespace shop --output jsonpath='{.data.username}'; }
last="$(user)"
while [[ -f "$HOME/looping" ]]; do
  now="$(user)"
  if [[ "$now" != "$last" ]]; then
    last="$now"
    kubectl rollout restart deployment/shop --namespace shop
  fi
  sleep 0.2
done
LOOP
nohup bash "$HOME/loop.sh" >/dev/null 2>&1 &
