#!/usr/bin/env bash
# Takes the address that is right for a Vault that runs as a pod.
# expect: auth-config /only pods of the cluster can resolve/
set -euo pipefail

kubectl create serviceaccount vault-reviewer --namespace vault-auth
kubectl create clusterrolebinding vault-reviewer --clusterrole=system:auth-delegator --serviceaccount=vault-auth:vault-reviewer
vault auth enable kubernetes
kubectl get configmap kube-root-ca.crt --namespace vault-auth --output jsonpath='{.data.ca\.crt}' |
  vault write auth/kubernetes/config kubernetes_host=https://kubernetes.default.svc kubernetes_ca_cert=- \
    token_reviewer_jwt="$(kubectl create token vault-reviewer --namespace vault-auth --duration=24h)"
