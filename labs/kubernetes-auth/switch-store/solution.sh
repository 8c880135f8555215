#!/usr/bin/env bash
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault
  namespace: lab3
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
      auth:
        kubernetes:
          mountPath: kubernetes
          role: myapp
          serviceAccountRef:
            name: myapp
YAML

kubectl wait --for=condition=Ready secretstore/vault --namespace lab3 --timeout=60s
kubectl annotate externalsecret myapp-config --namespace lab3 force-sync="$(date +%s)" --overwrite
kubectl wait --for=condition=Ready externalsecret/myapp-config --namespace lab3 --timeout=60s
