#!/usr/bin/env bash
set -euo pipefail

# The store first: tokens with an audience are accepted as long as the role demands none.
kubectl patch secretstore vault --namespace lab3 --type=merge \
  --patch '{"spec":{"provider":{"vault":{"auth":{"kubernetes":{"serviceAccountRef":{"audiences":["vault"]}}}}}}}'
vault write auth/kubernetes/role/myapp audience=vault

kubectl wait --for=condition=Ready secretstore/vault --namespace lab3 --timeout=60s
kubectl annotate externalsecret myapp-config --namespace lab3 force-sync="$(date +%s)" --overwrite
