#!/usr/bin/env bash
# Takes the lab back to the start of "One store for two namespaces": no shared role, no shared store.
set -euo pipefail

kubectl delete clustersecretstores --all --timeout=60s
for namespace in production staging dev; do
  kubectl delete externalsecrets --all --namespace "$namespace" --timeout=60s
  kubectl delete secret registry-credentials --namespace "$namespace" --ignore-not-found
  kubectl label namespace "$namespace" tier-
done
kubectl delete serviceaccount vault-shared --namespace platform --ignore-not-found
vault delete auth/kubernetes/role/shared
vault policy delete shared
