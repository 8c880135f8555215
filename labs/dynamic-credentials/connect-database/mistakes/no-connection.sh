#!/usr/bin/env bash
# Enables the engine and takes the rest to be done.
# expect: connection /no connection$/
set -euo pipefail

vault secrets enable database
