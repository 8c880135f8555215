#!/usr/bin/env bash
# Sets an image that isn't there.
# expect: eso-controller /`(ErrImagePull|ImagePullBackOff)`/
set -euo pipefail

helm repo add external-secrets http://charts.kindlab --force-update

helm install external-secrets external-secrets/external-secrets \
  --namespace external-secrets --create-namespace --set image.tag=v0.9.20
