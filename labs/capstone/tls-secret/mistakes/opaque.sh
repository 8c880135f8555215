#!/usr/bin/env bash
# The right keys in a Secret of the wrong type.
# expect: tls-secret /of type .Opaque./
# from: solved
set -euo pipefail

kubectl get externalsecret shop-tls --namespace shop --output json |
  jq 'del(.status, .metadata.uid, .metadata.resourceVersion, .metadata.finalizers, .spec.target.template.type)' >"$HOME/.shop-tls.json"
kubectl delete externalsecret shop-tls --namespace shop --timeout=60s
kubectl delete secret shop-tls --namespace shop --ignore-not-found
kubectl create --filename "$HOME/.shop-tls.json"
rm "$HOME/.shop-tls.json"
kubectl wait --for=condition=Ready externalsecret/shop-tls --namespace shop --timeout=60s
