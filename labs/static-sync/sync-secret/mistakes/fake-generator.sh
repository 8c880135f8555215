#!/usr/bin/env bash
# Fake: values made up by a generator.
# expect: external-secret-spec /from a generator: `Password`/
# undo: kubectl delete password made-up --namespace lab1 --ignore-not-found
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: generators.external-secrets.io/v1alpha1
kind: Password
metadata:
  name: made-up
  namespace: lab1
spec:
  length: 20
YAML
kubectl apply --filename - <<'YAML'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: myapp-config
  namespace: lab1
spec:
  refreshInterval: 1m
  secretStoreRef:
    kind: SecretStore
    name: vault-dev
  target:
    name: myapp-config
  dataFrom:
    - sourceRef:
        generatorRef:
          apiVersion: generators.external-secrets.io/v1alpha1
          kind: Password
          name: made-up
YAML
