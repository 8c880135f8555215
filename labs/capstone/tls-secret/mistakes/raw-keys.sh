#!/usr/bin/env bash
# Leaves the answer of Vault as it is, without a template.
# expect: tls-secret /holds no certificate/
# from: solved
set -euo pipefail

kubectl delete externalsecret shop-tls --namespace shop --timeout=60s
kubectl delete secret shop-tls --namespace shop --ignore-not-found
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: shop-tls
  namespace: shop
spec:
  refreshInterval: 1h
  target:
    name: shop-tls
  dataFrom:
    - sourceRef:
        generatorRef:
          apiVersion: generators.external-secrets.io/v1alpha1
          kind: VaultDynamicSecret
          name: shop-tls
YAML
kubectl wait --for=condition=Ready externalsecret/shop-tls --namespace shop --timeout=60s
