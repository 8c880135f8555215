#!/usr/bin/env bash
# The service account of the role doesn't exist.
# expect: store-valid settling /ESO to log in/
# from: solved
set -euo pipefail

kubectl delete serviceaccount shop --namespace shop
kubectl annotate secretstore vault --namespace shop touched="$(date +%s)" --overwrite
kubectl wait --for=condition=Ready=false secretstore/vault --namespace shop --timeout=120s
