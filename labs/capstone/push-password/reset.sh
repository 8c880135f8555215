#!/usr/bin/env bash
# Takes the lab back to the start of "A password nobody has typed": no push, and nothing in Vault.
set -euo pipefail

kubectl delete pushsecrets --all --namespace shop --timeout=60s
kubectl delete passwords --all --namespace shop --timeout=60s
kubectl get externalsecrets --namespace shop --output name | sed '/\/shop-tls$/d' |
  xargs --no-run-if-empty kubectl delete --namespace shop --timeout=60s
kubectl delete secret db-admin --namespace shop --ignore-not-found
kubectl delete configmap incident-answer --namespace shop --ignore-not-found
vault kv metadata delete -mount=secret shop/db-admin
