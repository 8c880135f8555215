#!/usr/bin/env bash
# Takes the lab back to the start of "A certificate that renews itself": the store is Valid, and nothing uses it.
set -euo pipefail

kubectl delete externalsecrets,pushsecrets --all --namespace shop --timeout=60s
kubectl delete vaultdynamicsecrets,passwords --all --namespace shop --timeout=60s
kubectl delete secret shop-tls db-admin --namespace shop --ignore-not-found
kubectl delete configmap incident-answer --namespace shop --ignore-not-found
vault kv metadata delete -mount=secret shop/db-admin
