#!/usr/bin/env bash
# Fake: a login that never ends, written into the Deployment.
# expect: serving /by a user whose name begins with `other`/
# from: solved
set -euo pipefail

kubectl set env deployment/shop --namespace shop DB_USERNAME- DB_PASSWORD-
kubectl set env deployment/shop --namespace shop DB_USERNAME=postgres DB_PASSWORD="$KL_DBA_PASSWORD"
kubectl rollout status deployment/shop --namespace shop --timeout=120s
