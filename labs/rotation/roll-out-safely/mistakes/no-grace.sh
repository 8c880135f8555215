#!/usr/bin/env bash
# The grace period ends with the pause.
# expect: orderly-end /after 5 the pod is killed/
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
      terminationGracePeriodSeconds: 5
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
