#!/usr/bin/env bash
# Deletes the newest version.
# expect: entry-exists /version \d+ of the entry is deleted/
# from: solved
set -euo pipefail

vault kv delete -mount=secret myapp/config
