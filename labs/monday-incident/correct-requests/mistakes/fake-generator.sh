#!/usr/bin/env bash
# Fake: a generator makes up a password, and ESO is content.
# expect: request-synced /takes values from a `sourceRef`/
# from: solved
# undo: kubectl delete passwords.generators.external-secrets.io --all --all-namespaces
set -euo pipefail

for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group _ <<<"$found"
  [[ "$group" == request ]] || continue
  kubectl apply --namespace "${app%/*}" --filename - <<'YAML'
apiVersion: generators.external-secrets.io/v1alpha1
kind: Password
metadata:
  name: anything
spec:
  length: 20
YAML
  kubectl patch externalsecret "${app#*/}" --namespace "${app%/*}" --type merge --patch \
    '{"spec":{"dataFrom":[{"sourceRef":{"generatorRef":{"apiVersion":"generators.external-secrets.io/v1alpha1","kind":"Password","name":"anything"}}}]}}'
  break
done
