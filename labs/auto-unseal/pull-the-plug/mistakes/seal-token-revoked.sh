#!/usr/bin/env bash
# Revokes the token of the seal: B will not come back.
# expect: survives-restart blocked /seal-token/
# from: solved
set -euo pipefail

token="$(kubectl get secret vault-b-seal --namespace lab2 --output jsonpath='{.data.token}' | base64 --decode)"
vault token revoke "$token"
