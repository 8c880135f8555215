#!/usr/bin/env bash
# The login in the Secret is dead, and ESO is stopped.
# expect: pair-works /PostgreSQL refuses the login in the Secret \(SQLSTATE 28P01\)/
# from: solved
# undo: kubectl scale deployment external-secrets --namespace external-secrets --replicas=1
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
kubectl wait --for=delete pod --selector=app.kubernetes.io/name=external-secrets --namespace external-secrets --timeout=60s
vault lease revoke -prefix database/creds/app
