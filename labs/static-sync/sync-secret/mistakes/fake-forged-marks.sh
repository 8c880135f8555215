#!/usr/bin/env bash
# Fake: no controller; owner, label, field manager and status forged by hand.
# expect: external-secret-synced blocked /eso-controller/
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
kubectl wait --for=delete pod --selector app.kubernetes.io/name=external-secrets --namespace external-secrets --timeout=60s
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
    - extract:
        key: myapp/config
YAML
uid="$(kubectl get externalsecret myapp-config --namespace lab1 --output jsonpath='{.metadata.uid}')"
generation="$(kubectl get externalsecret myapp-config --namespace lab1 --output jsonpath='{.metadata.generation}')"
jq --null-input --arg uid "$uid" '{apiVersion: "v1", kind: "Secret",
  metadata: {name: "myapp-config", namespace: "lab1", labels: {"reconcile.external-secrets.io/managed": "true"},
    ownerReferences: [{apiVersion: "external-secrets.io/v1", kind: "ExternalSecret", name: "myapp-config", uid: $uid, controller: true}]},
  stringData: {database_url: env.KL_DATABASE_URL, api_key: env.KL_API_KEY}}' |
  kubectl create --field-manager=externalsecrets.external-secrets.io/myapp-config --filename -
kubectl patch externalsecret myapp-config --namespace lab1 --subresource=status --type=merge --patch "$(
  jq --null-input --arg generation "$generation" '{status: {refreshTime: (now | todate), syncedResourceVersion: ($generation + "-0"),
    binding: {name: "myapp-config"}, conditions: [{type: "Ready", status: "True", reason: "SecretSynced", lastTransitionTime: (now | todate)}]}}'
)"
