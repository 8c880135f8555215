#!/usr/bin/env bash
# Fake: another program, which asks no database.
# expect: strategy /its image is `docker.io.library.postgres:15`/
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
          image: docker.io/library/postgres:15
          command: [sleep, "3600"]
YAML
