#!/usr/bin/env bash
# Fake: a store that answers from its own manifest.
# expect: store-spec /from `provider.fake`/
set -euo pipefail

kubectl create secret generic vault-token --namespace lab1 --from-literal=token="$VAULT_TOKEN"
kubectl apply --filename - <<YAML
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault-dev
  namespace: lab1
spec:
  provider:
    fake:
      data:
        - key: myapp/config
          value: '{"database_url":"$KL_DATABASE_URL","api_key":"$KL_API_KEY"}'
YAML
