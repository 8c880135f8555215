#!/usr/bin/env bash
# Takes the lab back to the start of "Bring a fresh login into the cluster": allowed to ask, and nobody asks.
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=1
kubectl delete cronjobs,externalsecrets,vaultdynamicsecrets,secretstores --all --namespace shop --timeout=60s
kubectl delete secret shop-db vault-token --namespace shop --ignore-not-found
vault lease revoke -force -prefix database/ >/dev/null 2>&1 || true
vault kv metadata delete -mount=secret shop/database >/dev/null 2>&1 || true
