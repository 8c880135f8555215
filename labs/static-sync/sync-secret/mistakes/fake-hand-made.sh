#!/usr/bin/env bash
# Fake: a Secret made by hand, with the right values.
# expect: external-secret-spec /no ExternalSecret in `lab1`/
set -euo pipefail

kubectl create secret generic myapp-config --namespace lab1 \
  --from-literal=database_url="$KL_DATABASE_URL" --from-literal=api_key="$KL_API_KEY"
