#!/usr/bin/env bash
# Ends every login while ESO is away: nobody fetches another.
# expect: pair-works settling /a login that works/
# from: solved
# undo: kubectl scale deployment external-secrets --namespace external-secrets --replicas=1
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
kubectl wait --for=delete pod --selector=app.kubernetes.io/name=external-secrets --namespace external-secrets --timeout=60s
vault lease revoke -sync -prefix database/creds/app
