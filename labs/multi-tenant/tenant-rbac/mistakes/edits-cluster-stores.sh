#!/usr/bin/env bash
# Lets a team edit cluster stores.
# expect: teams-may-not /may `create clustersecretstores.external-secrets.io` in the cluster as a whole/
# from: solved
set -euo pipefail

kubectl create clusterrole tenants --verb=create,patch --resource=clustersecretstores.external-secrets.io
kubectl create clusterrolebinding tenants --clusterrole=tenants --group=team-b
