#!/usr/bin/env bash
# Moves the token into a Secret of another name.
# expect: no-token-lies /lies in `app-settings\/v`/
set -euo pipefail

kubectl create secret generic app-settings --namespace lab3 --from-literal=v="$KL_STATIC_TOKEN"
kubectl delete secret vault-token --namespace lab3
