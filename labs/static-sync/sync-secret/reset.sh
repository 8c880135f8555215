#!/usr/bin/env bash
# Takes the lab back to the start of "Sync the secret": the store is Valid, and nothing uses it.
set -euo pipefail

kubectl delete externalsecrets --all --all-namespaces --timeout=60s
# Goes with its owner; one that was made by hand has none.
kubectl delete secret myapp-config --namespace lab1 --ignore-not-found
