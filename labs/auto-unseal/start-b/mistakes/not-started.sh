#!/usr/bin/env bash
# Gives B no configuration.
# expect: b-answers /wants 0/
set -euo pipefail

kubectl get statefulset vault-b --namespace lab2
