#!/usr/bin/env bash
# Makes ESO try again, and changes nothing.
# expect: target-synced /(is immutable|belongs to|`creationPolicy` is|doesn’t fetch|`refreshInterval` is)/
set -euo pipefail

kubectl annotate externalsecrets --all --all-namespaces force-sync="$(date +%s)" --overwrite
