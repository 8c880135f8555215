#!/usr/bin/env bash
# Makes everything anew, also what was sound.
# expect: healthy-untouched /was sound on Monday morning, and it was deleted and made again/
set -euo pipefail

kubectl get externalsecrets --all-namespaces --output json |
  jq 'del(.items[].status, .items[].metadata.uid, .items[].metadata.resourceVersion, .items[].metadata.finalizers)' >"$HOME/all.json"
kubectl delete externalsecrets --all --all-namespaces --timeout=60s
kubectl create --filename "$HOME/all.json"
rm "$HOME/all.json"
