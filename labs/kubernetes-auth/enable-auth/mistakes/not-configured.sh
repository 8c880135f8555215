#!/usr/bin/env bash
# Enables the method, and leaves it at that.
# expect: auth-config /nothing is configured/
set -euo pipefail

vault auth enable kubernetes
