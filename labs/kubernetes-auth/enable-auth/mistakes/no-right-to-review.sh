#!/usr/bin/env bash
# Makes the service account, and doesn't let it ask.
# expect: reviewer-may /may not create `tokenreviews`/
set -euo pipefail

kubectl create serviceaccount vault-reviewer --namespace vault-auth
vault auth enable kubernetes
server="$(kubectl config view --minify --output jsonpath='{.clusters[0].cluster.server}')"
kubectl get configmap kube-root-ca.crt --namespace vault-auth --output jsonpath='{.data.ca\.crt}' |
  vault write auth/kubernetes/config kubernetes_host="$server" kubernetes_ca_cert=- \
    token_reviewer_jwt="$(kubectl create token vault-reviewer --namespace vault-auth --duration=24h)"
