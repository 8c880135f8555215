#!/usr/bin/env bash
# The role demands an audience that the store doesn't ask for.
# expect: store-valid settling /`InvalidProviderConfig`/
# from: solved
set -euo pipefail

vault write auth/kubernetes/role/myapp audience=vault
kubectl annotate secretstore vault --namespace lab3 look-again="$(date +%s)" --overwrite
kubectl wait --for=jsonpath='{.status.conditions[0].reason}'=InvalidProviderConfig secretstore/vault --namespace lab3 --timeout=60s
