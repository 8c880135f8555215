#!/usr/bin/env bash
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: generators.external-secrets.io/v1alpha1
kind: Password
metadata:
  name: db-admin
  namespace: shop
spec:
  length: 32
  digits: 6
  symbols: 0
  noUpper: false
  allowRepeat: true
---
apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata:
  name: db-admin
  namespace: shop
spec:
  refreshInterval: 1h
  updatePolicy: IfNotExists
  deletionPolicy: None
  secretStoreRefs:
    - kind: SecretStore
      name: vault
  selector:
    generatorRef:
      apiVersion: generators.external-secrets.io/v1alpha1
      kind: Password
      name: db-admin
  data:
    - match:
        secretKey: password
        remoteRef:
          remoteKey: shop/db-admin
          property: password
YAML
kubectl wait --for=condition=Ready pushsecret/db-admin --namespace shop --timeout=60s
