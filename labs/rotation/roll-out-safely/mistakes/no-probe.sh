#!/usr/bin/env bash
# Pods count as ready as soon as they run.
# expect: readiness /no `readinessProbe`/
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
          lifecycle:
            preStop:
              sleep:
                seconds: 5
YAML
