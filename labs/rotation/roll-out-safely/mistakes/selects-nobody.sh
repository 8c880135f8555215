#!/usr/bin/env bash
# The Service selects pods that there are none of.
# expect: serving settling /the Service to know two pods; so far it knows 0/
# from: solved
set -euo pipefail

kubectl patch service shop --namespace shop --type merge --patch '{"spec":{"selector":{"app":"shop-v2"}}}'
