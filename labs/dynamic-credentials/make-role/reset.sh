#!/usr/bin/env bash
# Takes the lab back to the start of "Say what a login may do": a connection, and no role.
set -euo pipefail

kubectl delete externalsecrets --all --namespace shop --timeout=60s
kubectl delete secret shop-db --namespace shop --ignore-not-found
vault lease revoke -force -prefix database/ >/dev/null 2>&1 || true
for role in $(vault list --format=json database/roles | jq --raw-output '.[]?'); do vault delete "database/roles/$role"; done
