#!/usr/bin/env bash
# Pushes to another entry.
# expect: push-request /pushes to .db-admin./
# from: solved
set -euo pipefail

kubectl get pushsecret db-admin --namespace shop --output json |
  jq 'del(.status, .metadata.uid, .metadata.resourceVersion, .metadata.finalizers) | .spec.data[0].match.remoteRef.remoteKey = "db-admin"' >"$HOME/.push.json"
kubectl delete pushsecret db-admin --namespace shop --timeout=60s
kubectl create --filename "$HOME/.push.json"
rm "$HOME/.push.json"
