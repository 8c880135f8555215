#!/usr/bin/env bash
set -euo pipefail

kubectl create serviceaccount vault-shared --namespace platform --dry-run=client --output yaml | kubectl apply --filename -

vault policy write shared - <<'POLICY'
path "secret/data/shared/*" {
  capabilities = ["read"]
}
POLICY
vault write auth/kubernetes/role/shared \
  bound_service_account_names=vault-shared \
  bound_service_account_namespaces=platform \
  token_policies=shared \
  token_ttl=10m

kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: shared
spec:
  conditions:
    - namespaces: [production, staging]
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
      auth:
        kubernetes:
          mountPath: kubernetes
          role: shared
          serviceAccountRef:
            name: vault-shared
            namespace: platform
YAML
kubectl wait --for=condition=Ready clustersecretstore/shared --timeout=90s

for namespace in production staging; do
  kubectl apply --namespace "$namespace" --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: registry
spec:
  refreshInterval: 1m
  secretStoreRef:
    kind: ClusterSecretStore
    name: shared
  target:
    name: registry-credentials
  dataFrom:
    - extract:
        key: shared/registry
YAML
  kubectl annotate externalsecret registry --namespace "$namespace" force-sync="$(date +%s%N)" --overwrite
  kubectl wait --for=condition=Ready externalsecret/registry --namespace "$namespace" --timeout=90s
done
