#!/usr/bin/env bash
# Replaces the entry instead of patching it.
# expect: rotated blocked /entry-keys/
set -euo pipefail

vault kv put -mount=secret myapp/config api_key=key-after-rotation
