#!/usr/bin/env bash
# Revokes the old logins as soon as there is a new one.
# expect: rotation /the old login had ended before the last old pod was gone/
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
    new="$(vault list --format=json sys/leases/lookup/database/creds/app | jq --raw-output '.[]' | while read -r id; do
      vault write --format=json sys/leases/lookup lease_id="database/creds/app/$id" | jq --raw-output '.data | .issue_time + " " + .id'
    done | sort | tail -n 1 | cut -d ' ' -f 2)"
    vault list --format=json sys/leases/lookup/database/creds/app | jq --raw-output '.[] | "database/creds/app/" + .' | grep --invert-match "$new" |
      while read -r lease; do vault lease revoke -sync "$lease"; done
  fi
  sleep 0.2
done
LOOP
nohup bash "$HOME/loop.sh" >/dev/null 2>&1 &
