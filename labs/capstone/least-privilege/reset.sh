#!/usr/bin/env bash
# Takes the lab back to the start of "Give the shop an identity": the authority exists, nobody may use it yet.
set -euo pipefail

kubectl delete externalsecrets,pushsecrets,secretstores --all --namespace shop --timeout=60s
kubectl delete vaultdynamicsecrets,passwords --all --namespace shop --timeout=60s
kubectl delete secret shop-tls db-admin vault-token --namespace shop --ignore-not-found
kubectl delete configmap incident-answer --namespace shop --ignore-not-found
kubectl delete serviceaccount shop --namespace shop --ignore-not-found
vault delete auth/kubernetes/role/shop
vault policy delete shop
vault kv metadata delete -mount=secret shop/db-admin
