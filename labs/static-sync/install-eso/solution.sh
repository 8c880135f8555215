#!/usr/bin/env bash
set -euo pipefail

helm repo add external-secrets http://charts.kindlab --force-update
helm upgrade --install external-secrets external-secrets/external-secrets \
  --namespace external-secrets --create-namespace

# Three Deployments: the controller, the webhook, and the cert-controller that makes the webhook's certificate.
kubectl wait --for=condition=Available deployment --all --namespace external-secrets --timeout=180s
