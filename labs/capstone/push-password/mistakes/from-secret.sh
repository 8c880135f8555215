#!/usr/bin/env bash
# Pushes a Secret that somebody has written by hand.
# expect: push-request /pushes .Secret\/db-admin./
set -euo pipefail

kubectl create secret generic db-admin --namespace shop --from-literal=password=correct-horse-battery-staple
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata:
  name: db-admin
  namespace: shop
spec:
  updatePolicy: IfNotExists
  secretStoreRefs:
    - kind: SecretStore
      name: vault
  selector:
    secret:
      name: db-admin
  data:
    - match:
        secretKey: password
        remoteRef:
          remoteKey: shop/db-admin
          property: password
YAML
kubectl wait --for=condition=Ready pushsecret/db-admin --namespace shop --timeout=60s
