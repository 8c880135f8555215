#!/usr/bin/env bash
# Admits by a pattern, which isn't anchored.
# expect: shared-conditions /go by `namespaceRegexes`/
# from: solved
set -euo pipefail

kubectl patch clustersecretstore shared --type merge --patch '{"spec":{"conditions":[{"namespaceRegexes":["prod","stag"]}]}}'
