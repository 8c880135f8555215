#!/usr/bin/env bash
# Copies the store and forgets to change the role.
# expect: team-stores /`auth.kubernetes.role` of `SecretStore team-b\/vault` is `team-a`/
# from: solved
set -euo pipefail

kubectl patch secretstore vault --namespace team-b --type merge \
  --patch '{"spec":{"provider":{"vault":{"auth":{"kubernetes":{"role":"team-a"}}}}}}'
