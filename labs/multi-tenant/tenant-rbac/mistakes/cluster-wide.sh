#!/usr/bin/env bash
# Binds for the whole cluster what is meant for one namespace.
# expect: teams-may-not /the group `team-a` may `get secrets` in `team-b`/
set -euo pipefail

kubectl create clusterrole tenants --verb=get,list,create,patch,delete --resource=externalsecrets.external-secrets.io,secrets
kubectl create clusterrolebinding tenants --clusterrole=tenants --group=team-a --group=team-b
