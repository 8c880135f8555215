#!/usr/bin/env bash
# Leaves the custom resource definitions out.
# expect: eso-kinds /no kind of the group/
set -euo pipefail

helm repo add external-secrets http://charts.kindlab --force-update

helm install external-secrets external-secrets/external-secrets \
  --namespace external-secrets --create-namespace --set installCRDs=false
