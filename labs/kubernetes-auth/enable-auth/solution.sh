#!/usr/bin/env bash
set -euo pipefail

# Who may ask the cluster about tokens: one service account, and nothing else that it could do.
kubectl create serviceaccount vault-reviewer --namespace vault-auth --dry-run=client --output yaml | kubectl apply --filename -
kubectl create clusterrolebinding vault-reviewer --clusterrole=system:auth-delegator \
  --serviceaccount=vault-auth:vault-reviewer --dry-run=client --output yaml | kubectl apply --filename -

vault auth list -format=json | jq --exit-status 'has("kubernetes/")' >/dev/null || vault auth enable kubernetes

# This Vault runs outside of the cluster, so it needs the address, the authority and a token from us.
server="$(kubectl config view --minify --output jsonpath='{.clusters[0].cluster.server}')"
kubectl get configmap kube-root-ca.crt --namespace vault-auth --output jsonpath='{.data.ca\.crt}' |
  vault write auth/kubernetes/config kubernetes_host="$server" kubernetes_ca_cert=- \
    token_reviewer_jwt="$(kubectl create token vault-reviewer --namespace vault-auth --duration=24h)"
