#!/usr/bin/env bash
# Fake: the owner of the database, handed out again and again by a generator that makes nothing.
# expect: interval /it takes its values from `Fake`/
# from: start
set -euo pipefail

vault write auth/kubernetes/role/shop-app token_ttl=10m
kubectl apply --filename - <<YAML
apiVersion: generators.external-secrets.io/v1alpha1
kind: Fake
metadata:
  name: shop-db
  namespace: shop
spec:
  data:
    username: postgres
    password: $KL_DBA_PASSWORD
YAML
kubectl patch externalsecret shop-db --namespace shop --type merge --patch '{"spec":{"refreshInterval":"2m","dataFrom":[{"sourceRef":{"generatorRef":{"apiVersion":"generators.external-secrets.io/v1alpha1","kind":"Fake","name":"shop-db"}}}]}}'
