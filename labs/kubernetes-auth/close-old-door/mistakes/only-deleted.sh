#!/usr/bin/env bash
# Deletes the Secret; the token lives on.
# expect: old-token-revoked /still accepts it/
set -euo pipefail

kubectl delete secret vault-token --namespace lab3
