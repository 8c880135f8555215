#!/usr/bin/env bash
# Takes the lab back to the start of "Accept only tokens made for Vault": everything works, for tokens of any audience.
set -euo pipefail

vault write auth/kubernetes/role/myapp audience="" >/dev/null
kubectl patch secretstore vault --namespace lab3 --type=merge \
  --patch '{"spec":{"provider":{"vault":{"auth":{"kubernetes":{"serviceAccountRef":{"audiences":null}}}}}}}'
