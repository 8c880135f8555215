#!/usr/bin/env bash
# Reads 403 and stops reading.
# expect: diagnosis-right /of 16 are right. Look again at/
set -euo pipefail

kubectl get externalsecrets --all-namespaces --output json |
  jq '{apiVersion: "v1", kind: "ConfigMap", metadata: {name: "diagnosis", namespace: "incident"},
       data: ([.items[] | select(.metadata.name | endswith("-copy") | not)
         | {key: "\(.metadata.namespace).\(.metadata.name)", value: "policy"}] | from_entries)}' |
  kubectl create --filename -
