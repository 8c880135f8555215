#!/usr/bin/env bash
# Fetches the certificate once and lets it run out.
# expect: certificate-request /runs out/
# from: solved
set -euo pipefail

kubectl patch externalsecret shop-tls --namespace shop --type merge --patch '{"spec":{"refreshInterval":"0"}}'
