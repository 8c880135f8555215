#!/usr/bin/env bash
# Believes whatever says READY True.
# expect: diagnosis-right /READY is True, and still its Secret isn’t right/
set -euo pipefail

kubectl get externalsecrets --all-namespaces --output json |
  jq '([env.KL_HIDDEN_FAULTS | split(" ")[] | split(":") | {key: .[0], value: .[2]}] | from_entries) as $cause
    | {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "diagnosis", namespace: "incident"},
       data: ([.items[] | select(.metadata.name | endswith("-copy") | not) | {
         key: "\(.metadata.namespace).\(.metadata.name)",
         value: (if any(.status.conditions[]; .type == "Ready" and .status == "True") then "healthy"
           else $cause["\(.metadata.namespace)/\(.metadata.name)"] // "healthy" end)}] | from_entries)}' |
  kubectl create --filename -
