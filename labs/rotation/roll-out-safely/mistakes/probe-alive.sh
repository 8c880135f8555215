#!/usr/bin/env bash
# The probe asks a page that needs no database.
# expect: readiness /asks `.alive`/
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
          readinessProbe:
            httpGet:
              path: /alive
              port: 8080
          lifecycle:
            preStop:
              sleep:
                seconds: 5
YAML
