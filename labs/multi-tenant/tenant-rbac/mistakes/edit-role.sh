#!/usr/bin/env bash
# Gives the team everything in its namespace, also to hand out rights.
# expect: teams-may-not /may `create rolebindings.rbac.authorization.k8s.io` in `team-a`/
# from: solved
set -euo pipefail

kubectl create role everything --namespace team-a --verb=create,patch --resource=rolebindings.rbac.authorization.k8s.io
kubectl create rolebinding everything --namespace team-a --role=everything --group=team-a
