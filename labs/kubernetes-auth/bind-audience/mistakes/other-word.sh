#!/usr/bin/env bash
# Takes Vault's address for the audience on one side.
# expect: role-demands /`audience` of the role is `http:\/\/vault.vault.svc:8200`/
set -euo pipefail

kubectl patch secretstore vault --namespace lab3 --type=merge \
  --patch '{"spec":{"provider":{"vault":{"auth":{"kubernetes":{"serviceAccountRef":{"audiences":["vault"]}}}}}}}'
vault write auth/kubernetes/role/myapp audience=http://vault.vault.svc:8200
