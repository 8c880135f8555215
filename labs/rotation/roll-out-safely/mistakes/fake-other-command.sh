#!/usr/bin/env bash
# Fake: the right image with another program of it.
# expect: strategy /its command is `.customer`/
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
          command: [/customer]
YAML
