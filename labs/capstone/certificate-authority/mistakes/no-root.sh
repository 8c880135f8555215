#!/usr/bin/env bash
# Enables the engine and stops there.
# expect: root /has no certificate of its own/
set -euo pipefail

vault secrets enable pki
