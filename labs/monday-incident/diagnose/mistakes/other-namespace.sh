#!/usr/bin/env bash
# Forgets the namespace.
# expect: diagnosis-written /in `default`, and none in `incident`/
# undo: kubectl delete configmap diagnosis --namespace default
set -euo pipefail

kubectl create configmap diagnosis --namespace default --from-literal=shop.cart=healthy
