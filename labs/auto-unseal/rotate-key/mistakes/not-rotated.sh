#!/usr/bin/env bash
# Looks at the key, and leaves it.
# expect: key-rotated /first version only/
set -euo pipefail

vault read transit/keys/autounseal
