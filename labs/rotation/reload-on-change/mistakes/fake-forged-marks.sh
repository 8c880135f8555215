#!/usr/bin/env bash
# Fake: the reloader reaches no cluster, and a loop writes marks under its name.
# expect: rotation /a test Deployment with the same annotation wasn’t reloaded/
# from: solved
# undo: rm -f "$HOME/looping"
set -euo pipefail

kubectl patch deployment reloader --namespace reloader --type json --patch '[{"op":"remove","path":"/spec/template/spec/containers/0/readinessProbe"}]'
kubectl set env deployment/reloader --namespace reloader KUBERNETES_SERVICE_HOST=192.0.2.1
kubectl rollout status deployment/reloader --namespace reloader --timeout=60s
touch "$HOME/looping"
cat >"$HOME/loop.sh" <<'LOOP'
user() { kubectl get secret shop-db --namespace shop --output jsonpath='{.data.username}'; }
last="$(user)"
while [[ -f "$HOME/looping" ]]; do
  now="$(user)"
  if [[ "$now" != "$last" ]]; then
    last="$now"
    kubectl patch deployment shop --namespace shop --field-manager=reloader --type merge --patch "$(jq --null-input --arg now "$now" '{spec: {template: {metadata: {annotations: {"reloader.stakater.com/last-reloaded-from": $now}}}}}')"
  fi
  sleep 0.2
done
LOOP
nohup bash "$HOME/loop.sh" >/dev/null 2>&1 &
