#!/usr/bin/env bash
# Rotates, and forbids the old version: B can no longer decrypt what it stored.
# expect: unseals-after-rotation /(process didn’t run|still sealed)/
set -euo pipefail

vault write -f transit/keys/autounseal/rotate
vault write transit/keys/autounseal/config min_decryption_version=2
