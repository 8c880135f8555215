#!/usr/bin/env bash
# Adds the new login, and leaves the old one.
# expect: store-logs-in /still has `tokenSecretRef`/
set -euo pipefail

kubectl patch secretstore vault --namespace lab3 --type=merge --patch \
  '{"spec":{"provider":{"vault":{"auth":{"kubernetes":{"mountPath":"kubernetes","role":"myapp","serviceAccountRef":{"name":"myapp"}}}}}}}'
