#!/usr/bin/env bash
# Takes the lab back to its beginning: no accounts, no roles, no policies, no stores.
set -euo pipefail

kubectl delete externalsecrets,secretstores --all --all-namespaces --timeout=60s
kubectl delete clustersecretstores --all --timeout=60s
for namespace in team-a team-b production staging dev; do
  kubectl delete rolebindings,roles --all --namespace "$namespace" --timeout=60s
  kubectl delete serviceaccount vault-login --namespace "$namespace" --ignore-not-found
  kubectl delete secret app-credentials registry-credentials --namespace "$namespace" --ignore-not-found
done
kubectl delete serviceaccount vault-shared --namespace platform --ignore-not-found
for policy in team-a team-b teams shared; do vault policy delete "$policy"; done
start_lab
