#!/usr/bin/env bash
# Fake: one of the Secrets that it names does not exist, so the reloader does nothing, and the mark is written by hand.
# expect: marked /was written by .*`kubectl-patch`/
# from: solved
set -euo pipefail

kubectl annotate deployment shop --namespace shop secret.reloader.stakater.com/reload=shop-db,shop-tls --overwrite
kubectl patch deployment shop --namespace shop --type merge --patch '{"spec":{"template":{"metadata":{"annotations":{"reloader.stakater.com/last-reloaded-from":"by hand"}}}}}'
