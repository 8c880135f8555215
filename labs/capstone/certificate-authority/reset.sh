#!/usr/bin/env bash
# Takes the lab back to the start of "Make Vault a certificate authority": nothing of the shop exists.
set -euo pipefail

kubectl delete externalsecrets,pushsecrets,secretstores --all --namespace shop --timeout=60s
kubectl delete vaultdynamicsecrets,passwords --all --namespace shop --timeout=60s
kubectl delete secret shop-tls db-admin --namespace shop --ignore-not-found
kubectl delete configmap incident-answer --namespace shop --ignore-not-found
kubectl delete serviceaccount shop --namespace shop --ignore-not-found
vault delete auth/kubernetes/role/shop
vault policy delete shop
vault kv metadata delete -mount=secret shop/db-admin
vault secrets disable pki
