#!/usr/bin/env bash
# Takes the lab back to the start of "Connect the cluster to Vault": ESO runs, and there is no store.
set -euo pipefail

kubectl delete externalsecrets,secretstores --all --all-namespaces --timeout=60s
kubectl delete clustersecretstores --all --timeout=60s
for namespace in lab1 default; do
  kubectl delete secret vault-token myapp-config --namespace "$namespace" --ignore-not-found
done
