#!/usr/bin/env bash
# Mounts a key-value engine where the authority should be.
# expect: root /.kv. is mounted/
set -euo pipefail

vault secrets enable -path=pki kv
