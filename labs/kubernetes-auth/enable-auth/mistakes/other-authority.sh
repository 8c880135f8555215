#!/usr/bin/env bash
# Takes some certificate.
# expect: auth-config /isn’t the authority of this cluster/
set -euo pipefail

kubectl create serviceaccount vault-reviewer --namespace vault-auth
kubectl create clusterrolebinding vault-reviewer --clusterrole=system:auth-delegator --serviceaccount=vault-auth:vault-reviewer
vault auth enable kubernetes
server="$(kubectl config view --minify --output jsonpath='{.clusters[0].cluster.server}')"
openssl req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -subj /CN=somebody -days 2 2>/dev/null |
  vault write auth/kubernetes/config kubernetes_host="$server" kubernetes_ca_cert=- \
    token_reviewer_jwt="$(kubectl create token vault-reviewer --namespace vault-auth --duration=24h)"
