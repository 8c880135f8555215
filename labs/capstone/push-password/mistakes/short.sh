#!/usr/bin/env bash
# Generates eight characters.
# expect: password-pushed /has 8 characters/
# from: solved
set -euo pipefail

kubectl patch password db-admin --namespace shop --type merge --patch '{"spec":{"length":8,"digits":2,"symbols":0}}'
vault kv metadata delete -mount=secret shop/db-admin
kubectl annotate pushsecret db-admin --namespace shop force-sync="$(date +%s%N)" --overwrite
timeout 60 bash -c 'until vault kv get -mount=secret shop/db-admin >/dev/null 2>&1; do sleep 1; done'
