#!/usr/bin/env bash
# Fake: ESO is stopped, and the owner of the database lies in the Secret.
# expect: pair-works /the user’s name begins with `other`/
# from: solved
# undo: kubectl scale deployment external-secrets --namespace external-secrets --replicas=1
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
kubectl wait --for=delete pod --selector=app.kubernetes.io/name=external-secrets --namespace external-secrets --timeout=60s
kubectl patch secret shop-db --namespace shop --type merge --patch "{\"stringData\":{\"username\":\"postgres\",\"password\":\"$KL_DBA_PASSWORD\"}}"
