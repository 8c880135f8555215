#!/usr/bin/env bash
# Everything hangs on one pod.
# expect: strategy /`replicas` is 1/
# from: start
set -euo pipefail

kubectl patch deployment shop --namespace shop --patch-file /dev/stdin <<'YAML'
spec:
  replicas: 1
  strategy:
    rollingUpdate:
      maxUnavailable: 0
  template:
    spec:
      containers:
        - name: shop
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
          lifecycle:
            preStop:
              sleep:
                seconds: 5
YAML
