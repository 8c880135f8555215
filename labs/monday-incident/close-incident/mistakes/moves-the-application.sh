#!/usr/bin/env bash
# Gives an application another Secret, which is there.
# expect: apps-ready /takes its values from another Secret/
# from: solved
# undo: kubectl delete secret spare --namespace shop
set -euo pipefail

kubectl create secret generic spare --namespace shop --from-literal=host=x --from-literal=username=x --from-literal=password=x
kubectl patch deployment storefront --namespace shop --type json --patch \
  '[{"op":"replace","path":"/spec/template/spec/containers/0/env/0/valueFrom/secretKeyRef/name","value":"spare"}]'
