#!/usr/bin/env bash
# Admits by a label that somebody else sets.
# expect: shared-conditions /go by `namespaceSelector`/
# from: solved
set -euo pipefail

kubectl label namespace production staging tier=upper
kubectl patch clustersecretstore shared --type merge \
  --patch '{"spec":{"conditions":[{"namespaceSelector":{"matchLabels":{"tier":"upper"}}}]}}'
