#!/usr/bin/env bash
# The certificate ends before it is fetched again.
# expect: tls-secret /fetched every 180/
# from: solved
set -euo pipefail

kubectl patch externalsecret shop-tls --namespace shop --type merge --patch '{"spec":{"refreshInterval":"3h"}}'
