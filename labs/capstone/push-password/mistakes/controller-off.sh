#!/usr/bin/env bash
# Everything is in place, and nobody looks after it any more.
# expect: pushed-once /didn’t within 30 seconds/
# from: solved
# undo: kubectl scale deployment external-secrets --namespace external-secrets --replicas=1
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
kubectl wait --for=delete pod --selector=app.kubernetes.io/name=external-secrets --namespace external-secrets --timeout=60s
