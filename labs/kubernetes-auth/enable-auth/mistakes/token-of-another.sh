#!/usr/bin/env bash
# Gives Vault the token of an account that may not ask.
# expect: auth-answers /refused: 403 `permission denied`/
set -euo pipefail

kubectl create serviceaccount vault-reviewer --namespace vault-auth
kubectl create clusterrolebinding vault-reviewer --clusterrole=system:auth-delegator --serviceaccount=vault-auth:vault-reviewer
vault auth enable kubernetes
server="$(kubectl config view --minify --output jsonpath='{.clusters[0].cluster.server}')"
kubectl get configmap kube-root-ca.crt --namespace vault-auth --output jsonpath='{.data.ca\.crt}' |
  vault write auth/kubernetes/config kubernetes_host="$server" kubernetes_ca_cert=- \
    token_reviewer_jwt="$(kubectl create token default --namespace vault-auth --duration=24h)"
