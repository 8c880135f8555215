#!/usr/bin/env bash
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: generators.external-secrets.io/v1alpha1
kind: VaultDynamicSecret
metadata:
  name: shop-tls
  namespace: shop
spec:
  path: pki/issue/shop
  method: POST
  parameters:
    common_name: web.shop.svc
    ttl: 2h
  resultType: Data
  provider:
    server: http://vault.vault.svc:8200
    auth:
      kubernetes:
        mountPath: kubernetes
        role: shop
        serviceAccountRef:
          name: shop
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: shop-tls
  namespace: shop
spec:
  refreshInterval: 1h
  target:
    name: shop-tls
    template:
      type: kubernetes.io/tls
      data:
        tls.crt: "{{ .certificate }}\n{{ .issuing_ca }}\n"
        tls.key: "{{ .private_key }}\n"
  dataFrom:
    - sourceRef:
        generatorRef:
          apiVersion: generators.external-secrets.io/v1alpha1
          kind: VaultDynamicSecret
          name: shop-tls
YAML
kubectl wait --for=condition=Ready externalsecret/shop-tls --namespace shop --timeout=60s
