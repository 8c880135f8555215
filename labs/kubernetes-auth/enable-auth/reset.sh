#!/usr/bin/env bash
# Takes the lab back to the start of "Teach Vault to recognise pods": Vault knows no Kubernetes.
set -euo pipefail

vault auth list -format=json | jq --raw-output 'to_entries[] | select(.value.type == "kubernetes") | .key' |
  while read -r path; do vault auth disable "$path"; done
vault policy delete myapp-read
kubectl delete clusterrolebinding vault-reviewer --ignore-not-found
kubectl delete rolebinding vault-reviewer --namespace vault-auth --ignore-not-found
kubectl delete serviceaccount vault-reviewer --namespace vault-auth --ignore-not-found
kubectl delete serviceaccount vault-reviewer myapp --namespace lab3 --ignore-not-found
# Other stores than the one of the start.
kubectl get secretstores --namespace lab3 --output json | jq --raw-output '.items[].metadata.name | select(. != "vault")' |
  xargs --no-run-if-empty kubectl delete secretstores --namespace lab3
kubectl delete clustersecretstores --all --timeout=60s
