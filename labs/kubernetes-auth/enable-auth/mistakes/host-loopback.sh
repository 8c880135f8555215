#!/usr/bin/env bash
# Takes the address that an administrator's kubeconfig on the host would have.
# expect: auth-config /`https:\/\/127.0.0.1:6443`: for Vault/
set -euo pipefail

kubectl create serviceaccount vault-reviewer --namespace vault-auth
kubectl create clusterrolebinding vault-reviewer --clusterrole=system:auth-delegator --serviceaccount=vault-auth:vault-reviewer
vault auth enable kubernetes
kubectl get configmap kube-root-ca.crt --namespace vault-auth --output jsonpath='{.data.ca\.crt}' |
  vault write auth/kubernetes/config kubernetes_host=https://127.0.0.1:6443 kubernetes_ca_cert=- \
    token_reviewer_jwt="$(kubectl create token vault-reviewer --namespace vault-auth --duration=24h)"
