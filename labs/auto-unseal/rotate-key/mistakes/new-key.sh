#!/usr/bin/env bash
# Makes a new key of the same name: what the old one encrypted is lost.
# expect: unseals-after-rotation blocked /key-rotated/
set -euo pipefail

vault write transit/keys/autounseal/config deletion_allowed=true
vault delete transit/keys/autounseal
vault write -f transit/keys/autounseal
