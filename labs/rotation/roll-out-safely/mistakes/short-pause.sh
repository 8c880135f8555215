#!/usr/bin/env bash
# The pause is too short for every node to hear of it.
# expect: orderly-end /serves for 1 second more/
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
              path: /ready
              port: 8080
          lifecycle:
            preStop:
              sleep:
                seconds: 1
YAML
