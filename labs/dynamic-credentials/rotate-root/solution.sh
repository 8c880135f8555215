#!/usr/bin/env bash
set -euo pipefail

vault write -force database/rotate-root/shop
