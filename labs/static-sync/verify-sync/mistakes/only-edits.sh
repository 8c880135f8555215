#!/usr/bin/env bash
# Alters the Secret, and doesn't delete it.
# expect: survives-delete /still the first one/
set -euo pipefail

kubectl patch secret myapp-config --namespace lab1 --patch '{"stringData":{"api_key":"altered by hand"}}'
