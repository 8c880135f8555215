#!/usr/bin/env bash
# The annotation is on the pods.
# expect: asks-for-reload /stands in the pod template/
# from: start
set -euo pipefail

kubectl patch deployment shop --namespace shop --type merge --patch '{"spec":{"template":{"metadata":{"annotations":{"secret.reloader.stakater.com/reload":"shop-db"}}}}}'
