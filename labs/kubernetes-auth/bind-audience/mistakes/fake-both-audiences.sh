#!/usr/bin/env bash
# Fake: a token for everybody, Vault among them.
# expect: store-asks /`serviceAccountRef.audiences` is `vault` and `https:\/\/kubernetes.default.svc.cluster.local`/
set -euo pipefail

kubectl patch secretstore vault --namespace lab3 --type=merge \
  --patch '{"spec":{"provider":{"vault":{"auth":{"kubernetes":{"serviceAccountRef":{"audiences":["vault","https://kubernetes.default.svc.cluster.local"]}}}}}}}'
vault write auth/kubernetes/role/myapp audience=vault
