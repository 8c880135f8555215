#!/usr/bin/env bash
# A rollout may take half of the pods away.
# expect: strategy /may take away 1 of 2 pods/
# from: start
set -euo pipefail

kubectl patch deployment shop --namespace shop --patch-file /dev/stdin <<'YAML'
spec:
  replicas: 2
  strategy:
    rollingUpdate:
      maxUnavailable: 50%
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
