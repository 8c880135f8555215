#!/usr/bin/env bash
# Switches the controller off.
# expect: eso-controller /wants 0 pods/
# from: solved
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
