#!/usr/bin/env bash
# Fetches a new login and takes that for a rotation.
# expect: first-password-dead /first password of `vault_admin` gets in/
set -euo pipefail

vault read database/creds/app
