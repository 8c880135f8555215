#!/usr/bin/env bash
set -euo pipefail

if [[ "$(vault read -field=latest_version transit/keys/autounseal)" == 1 ]]; then
  vault write -f transit/keys/autounseal/rotate
fi
