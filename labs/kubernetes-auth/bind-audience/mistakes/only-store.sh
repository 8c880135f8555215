#!/usr/bin/env bash
# Asks for tokens for Vault, and goes on taking any.
# expect: role-demands /tokens of any audience/
set -euo pipefail

kubectl patch secretstore vault --namespace lab3 --type=merge \
  --patch '{"spec":{"provider":{"vault":{"auth":{"kubernetes":{"serviceAccountRef":{"audiences":["vault"]}}}}}}}'
