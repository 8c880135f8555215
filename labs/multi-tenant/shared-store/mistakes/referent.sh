#!/usr/bin/env bash
# Leaves the account's namespace out: Valid without having been tried, and then nothing works.
# expect: shared-login /`serviceAccountRef.namespace` of `ClusterSecretStore shared` is missing/
# from: solved
set -euo pipefail

kubectl patch clustersecretstore shared --type merge \
  --patch '{"spec":{"provider":{"vault":{"auth":{"kubernetes":{"serviceAccountRef":{"namespace":null}}}}}}}'
