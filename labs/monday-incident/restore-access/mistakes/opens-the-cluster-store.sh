#!/usr/bin/env bash
# Removes the conditions instead of adding to them.
# expect: nothing-wide /`ClusterSecretStore vault-shared` may be used from any namespace/
set -euo pipefail

kubectl patch clustersecretstore vault-shared --type merge --patch '{"spec":{"conditions":null}}'
