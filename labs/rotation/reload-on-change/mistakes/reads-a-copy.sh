#!/usr/bin/env bash
# The pods read a copy of the Secret, which is not rotated with it.
# expect: rotation /connected by a user other than the Secret’s/
# from: solved
set -euo pipefail

kubectl get secret shop-db --namespace shop --output json | jq '{apiVersion, kind, data, metadata: {name: "shop-db-copy", namespace: "shop"}}' | kubectl apply --filename -
kubectl patch deployment shop --namespace shop --patch-file /dev/stdin <<'YAML'
spec:
  template:
    spec:
      containers:
        - name: shop
          env:
            - name: DB_USERNAME
              valueFrom:
                secretKeyRef:
                  name: shop-db-copy
            - name: DB_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: shop-db-copy
YAML
kubectl rollout status deployment/shop --namespace shop --timeout=120s
