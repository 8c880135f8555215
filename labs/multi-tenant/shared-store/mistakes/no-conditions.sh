#!/usr/bin/env bash
# Leaves the conditions out.
# expect: shared-conditions /it has no conditions/
# from: solved
set -euo pipefail

kubectl patch clustersecretstore shared --type merge --patch '{"spec":{"conditions":null}}'
