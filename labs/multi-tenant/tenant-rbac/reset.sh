#!/usr/bin/env bash
# Takes the lab back to the start of "What a team may do in the cluster": the teams have no rights at all.
set -euo pipefail

for namespace in team-a team-b; do
  kubectl delete rolebindings,roles --all --namespace "$namespace" --timeout=60s
done
kubectl delete clusterrolebinding tenants --ignore-not-found
kubectl delete clusterrole tenants --ignore-not-found
