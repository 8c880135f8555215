#!/usr/bin/env bash
# One of the Secrets that it names does not exist.
# expect: marked /has no mark of it/
# from: solved
set -euo pipefail

kubectl annotate deployment shop --namespace shop secret.reloader.stakater.com/reload=shop-db,shop-tls --overwrite
kubectl patch deployment shop --namespace shop --type merge --patch '{"spec":{"template":{"metadata":{"annotations":{"reloader.stakater.com/last-reloaded-from":null}}}}}'
