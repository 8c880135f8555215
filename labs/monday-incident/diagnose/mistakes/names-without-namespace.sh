#!/usr/bin/env bash
# Leaves the namespace out of the keys.
# expect: diagnosis-written /`cart`: there was no such ExternalSecret/
set -euo pipefail

kubectl create configmap diagnosis --namespace incident --from-literal=cart=healthy
