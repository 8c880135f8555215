#!/usr/bin/env bash
# All old pods go before the first new one comes.
# expect: strategy /`strategy.type` is `Recreate`/
# from: start
set -euo pipefail

kubectl patch deployment shop --namespace shop --patch-file /dev/stdin <<'YAML'
spec:
  replicas: 2
  strategy:
    type: Recreate
    rollingUpdate: null
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
