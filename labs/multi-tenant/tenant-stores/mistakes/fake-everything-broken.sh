#!/usr/bin/env bash
# Fake: where nothing works, nothing leaks. The controller is off, and what is there says that it is synced.
# expect: teams-apart /got nothing, and it should have/
# from: solved
# undo: kubectl scale deployment external-secrets --namespace external-secrets --replicas=1 && kubectl rollout status deployment external-secrets --namespace external-secrets --timeout=90s
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
kubectl wait pod --for=delete --selector app.kubernetes.io/name=external-secrets --namespace external-secrets --timeout=60s
