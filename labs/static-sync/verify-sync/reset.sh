#!/usr/bin/env bash
# Takes the lab back to the start of "See that it holds": a freshly synced Secret that nobody has deleted yet.
set -euo pipefail

before=$(mktemp --suffix=.json)
trap 'rm -f "$before"' EXIT
kubectl get externalsecret myapp-config --namespace lab1 --output json |
  jq 'del(.status, .metadata.uid, .metadata.resourceVersion, .metadata.finalizers)' >"$before"
kubectl delete externalsecret myapp-config --namespace lab1 --timeout=60s
kubectl delete secret myapp-config --namespace lab1 --ignore-not-found
kubectl create --filename "$before"
kubectl wait --for=condition=Ready externalsecret/myapp-config --namespace lab1 --timeout=60s
