#!/usr/bin/env bash
# Forgets the namespace.
# expect: eso-controller /installed in `default`/
set -euo pipefail

helm repo add external-secrets http://charts.kindlab --force-update

helm install external-secrets external-secrets/external-secrets
