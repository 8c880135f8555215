#!/usr/bin/env bash
# Enables the method under a shorter name.
# expect: auth-mounted /enabled at `k8s\/`/
set -euo pipefail

vault auth enable -path=k8s kubernetes
