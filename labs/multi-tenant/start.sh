#!/usr/bin/env bash
# Puts the entries of both teams and the shared one into Vault, and prepares the Kubernetes login. No roles, no policies.
set -euo pipefail

vault kv put -mount=secret team-a/app username=team-a password="$KL_HIDDEN_PASSWORD_A" >/dev/null
vault kv put -mount=secret team-b/app username=team-b password="$KL_HIDDEN_PASSWORD_B" >/dev/null
vault kv put -mount=secret shared/registry username=puller password="$KL_HIDDEN_PASSWORD_REGISTRY" >/dev/null

kubectl create serviceaccount vault-reviewer --namespace platform --dry-run=client --output yaml |
  kubectl apply --server-side --filename - >/dev/null
kubectl create clusterrolebinding vault-reviewer --clusterrole=system:auth-delegator --serviceaccount=platform:vault-reviewer \
  --dry-run=client --output yaml | kubectl apply --server-side --filename - >/dev/null

cluster="$(kubectl config view --raw --minify --output json | jq '.clusters[0].cluster')"
# Whatever roles there were go with the mount.
vault auth disable kubernetes >/dev/null
vault auth enable kubernetes >/dev/null
vault write auth/kubernetes/config \
  kubernetes_host="$(jq --raw-output .server <<<"$cluster")" \
  kubernetes_ca_cert="$(jq --raw-output '."certificate-authority-data" | @base64d' <<<"$cluster")" \
  token_reviewer_jwt="$(kubectl create token vault-reviewer --namespace platform --duration 24h)" >/dev/null
