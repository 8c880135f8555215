#!/usr/bin/env bash
# Everything is right but the address of the database: the new pods never get ready.
# expect: serving settling /the rollout to end; so far \d pods are ready/
# from: start
set -euo pipefail

kubectl patch deployment shop --namespace shop --patch-file /dev/stdin <<'YAML'
spec:
  replicas: 2
  strategy:
    rollingUpdate:
      maxUnavailable: 0
  template:
    spec:
      containers:
        - name: shop
          env:
            - name: DB_HOST
              value: postgres.databases.svc
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
          lifecycle:
            preStop:
              sleep:
                seconds: 5
YAML
