#!/usr/bin/env bash
# Fits the interval, and leaves the token to end before the login.
# expect: token-outlives /the token lives 60 seconds, and the login that it asks for 240/
# from: start
set -euo pipefail

kubectl patch externalsecret shop-db --namespace shop --type merge --patch '{"spec":{"refreshInterval":"2m"}}'
