#!/usr/bin/env bash
set -euo pipefail

# First the token, then the copy of it: as long as Vault accepts it, whoever has seen it can use it.
token="$(kubectl get secret vault-token --namespace lab3 --ignore-not-found --output jsonpath='{.data.token}' | base64 --decode)"
if [[ -n "$token" ]]; then vault token revoke "$token"; fi
kubectl delete secret vault-token --namespace lab3 --ignore-not-found
kubectl wait --for=condition=Ready externalsecret/myapp-config --namespace lab3 --timeout=60s
