#!/usr/bin/env bash
# Demands the audience, and doesn't tell the store.
# expect: store-asks /made for the API server/
set -euo pipefail

vault write auth/kubernetes/role/myapp audience=vault
