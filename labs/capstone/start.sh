#!/usr/bin/env bash
# What the earlier labs have taught is there: Kubernetes logins work. And last night, somebody read the card key.
set -euo pipefail

# Kubernetes auth: Vault asks this cluster about tokens, as a reviewer of its own.
kubectl create namespace vault-auth --dry-run=client --output yaml | kubectl apply --filename - >/dev/null
kubectl create serviceaccount reviewer --namespace vault-auth --dry-run=client --output yaml | kubectl apply --filename - >/dev/null
kubectl create clusterrolebinding vault-reviewer --clusterrole=system:auth-delegator \
  --serviceaccount=vault-auth:reviewer --dry-run=client --output yaml | kubectl apply --filename - >/dev/null
vault auth list -format=json | jq --exit-status 'has("kubernetes/")' >/dev/null || vault auth enable kubernetes >/dev/null
cluster="$(kubectl config view --raw --minify --output json)"
vault write auth/kubernetes/config \
  kubernetes_host="$(jq --raw-output '.clusters[0].cluster.server' <<<"$cluster")" \
  kubernetes_ca_cert="$(jq --raw-output '.clusters[0].cluster["certificate-authority-data"]' <<<"$cluster" | base64 -d)" \
  token_reviewer_jwt="$(kubectl create token reviewer --namespace vault-auth --duration=8h)" \
  disable_local_ca_jwt=true >/dev/null

# The accounts of other services, all of which may read the card key.
vault kv put -mount=secret shop/card-key value="$KL_CARD_KEY" >/dev/null
vault kv put -mount=secret shop/menu soup=leek >/dev/null
vault policy write night-shift - >/dev/null <<'HCL'
path "secret/data/shop/card-key" { capabilities = ["read"] }
path "secret/data/shop/menu" { capabilities = ["read"] }
HCL
vault auth list -format=json | jq --exit-status 'has("userpass/")' >/dev/null || vault auth enable userpass >/dev/null

read_as() (
  password="$(openssl rand -hex 12)"
  vault write "auth/userpass/users/$1" password="$password" policies=night-shift token_ttl=10m >/dev/null
  VAULT_TOKEN="$(vault write -field=token "auth/userpass/login/$1" password="$password")"
  export VAULT_TOKEN
  vault kv get -mount=secret "$2" >/dev/null
)

# Each a second of its own; in the second of the incident somebody else reads something harmless.
read -ra others <<<"$KL_HIDDEN_OTHERS"
half=$((${#others[@]} / 2))
for account in "${others[@]:0:half}"; do
  read_as "$account" shop/card-key
  sleep 1.2
done
read_as "${others[half]}" shop/menu
incident="$(date --utc +%Y-%m-%dT%H:%M:%SZ)"
read_as "$KL_HIDDEN_READER" shop/card-key
for account in "${others[@]:half}"; do
  sleep 1.2
  read_as "$account" shop/card-key
done

kubectl create configmap incident --namespace shop --from-literal=path=secret/data/shop/card-key \
  --from-literal=at="$incident" --dry-run=client --output yaml | kubectl apply --filename - >/dev/null
