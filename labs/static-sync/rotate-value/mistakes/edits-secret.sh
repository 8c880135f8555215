#!/usr/bin/env bash
# Changes the copy instead of the original.
# expect: rotated /still the ones you were given/
set -euo pipefail

kubectl patch secret myapp-config --namespace lab1 --patch '{"stringData":{"api_key":"new-value"}}'
