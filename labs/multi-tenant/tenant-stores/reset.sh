#!/usr/bin/env bash
# Takes the lab back to the start of "A store for each team": roles and policies are there, and nothing uses them.
set -euo pipefail

kubectl delete externalsecrets,secretstores --all --all-namespaces --timeout=60s
kubectl delete clustersecretstores --all --timeout=60s
for namespace in team-a team-b; do
  kubectl delete secret app-credentials vault-token --namespace "$namespace" --ignore-not-found
done
