#!/usr/bin/env bash
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  namespace: shop
spec:
  replicas: 2
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: shop
          image: kindlab/shop:1
          ports:
            - containerPort: 8080
          env:
            - name: DB_HOST
              value: postgres.database.svc
            - name: DB_NAME
              value: shop
            - name: DB_USERNAME
              valueFrom:
                secretKeyRef:
                  name: shop-db
                  key: username
            - name: DB_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: shop-db
                  key: password
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
            periodSeconds: 1
            timeoutSeconds: 3
          lifecycle:
            preStop:
              sleep:
                seconds: 5
YAML

kubectl rollout status deployment/shop --namespace shop --timeout=120s
