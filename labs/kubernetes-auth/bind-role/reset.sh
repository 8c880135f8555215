#!/usr/bin/env bash
# Takes the lab back to the start of "Say who may read what": Vault recognises pods, and lets none in.
set -euo pipefail

if roles="$(vault list -format=json auth/kubernetes/role 2>/dev/null)"; then
  jq --raw-output '.[]' <<<"$roles" | while read -r role; do vault delete "auth/kubernetes/role/$role"; done
fi
vault policy list -format=json | jq --raw-output '.[] | select(startswith("myapp"))' |
  while read -r policy; do vault policy delete "$policy"; done
kubectl delete serviceaccount myapp --namespace lab3 --ignore-not-found
# Other stores than the one of the start.
kubectl get secretstores --namespace lab3 --output json | jq --raw-output '.items[].metadata.name | select(. != "vault")' |
  xargs --no-run-if-empty kubectl delete secretstores --namespace lab3
kubectl delete clustersecretstores --all --timeout=60s
