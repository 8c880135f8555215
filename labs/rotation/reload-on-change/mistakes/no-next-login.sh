#!/usr/bin/env bash
# ESO is stopped: there is nothing to rotate to.
# expect: rotation /none that it wrote came/
# from: solved
# undo: kubectl scale deployment external-secrets --namespace external-secrets --replicas=1
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
kubectl wait --for=delete pod --selector=app.kubernetes.io/name=external-secrets --namespace external-secrets --timeout=60s
