#!/usr/bin/env bash
# Switches the webhook off, and lets the API server go on asking it.
# expect: eso-webhook /has no pod/
# from: solved
set -euo pipefail

kubectl scale deployment external-secrets-webhook --namespace external-secrets --replicas=0
