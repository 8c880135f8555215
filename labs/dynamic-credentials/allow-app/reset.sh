#!/usr/bin/env bash
# Takes the lab back to the start of "Allow the application to ask": nobody may ask.
set -euo pipefail

kubectl delete externalsecrets,vaultdynamicsecrets --all --namespace shop --timeout=60s
kubectl delete secret shop-db --namespace shop --ignore-not-found
kubectl delete serviceaccount shop-app --namespace shop --ignore-not-found
for role in $(vault list --format=json auth/kubernetes/role | jq --raw-output '.[]?'); do vault delete "auth/kubernetes/role/$role"; done
vault policy delete shop-app
