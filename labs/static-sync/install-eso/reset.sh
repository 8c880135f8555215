#!/usr/bin/env bash
# Takes the lab back to the start of "Install External Secrets Operator": the entry stays in Vault, the cluster is empty.
set -euo pipefail

if kubectl get crd externalsecrets.external-secrets.io --ignore-not-found --output name | grep --quiet .; then
  # Without the webhook nobody objects to what goes; without finalizers nobody waits for a controller that is gone.
  kubectl delete validatingwebhookconfiguration externalsecret-validate secretstore-validate --ignore-not-found
  kubectl get externalsecrets --all-namespaces --output json |
    jq --raw-output '.items[].metadata | "\(.namespace) \(.name)"' |
    while read -r namespace name; do
      kubectl patch externalsecret "$name" --namespace "$namespace" --type merge --patch '{"metadata":{"finalizers":null}}'
    done
  kubectl delete externalsecrets,secretstores --all --all-namespaces --timeout=60s
  kubectl delete clustersecretstores --all --timeout=60s
fi
kubectl delete secret vault-token myapp-config --namespace lab1 --ignore-not-found

helm list --all-namespaces --output json |
  jq --raw-output '.[] | select(.chart | startswith("external-secrets-")) | "\(.namespace) \(.name)"' |
  while read -r namespace name; do
    helm uninstall "$name" --namespace "$namespace"
  done
kubectl get crds --output json |
  jq --raw-output '.items[].metadata.name | select(endswith("external-secrets.io"))' |
  xargs --no-run-if-empty kubectl delete crd --ignore-not-found --timeout=120s
kubectl delete namespace external-secrets --ignore-not-found --timeout=120s
if helm repo list --output json | jq --exit-status 'any(.name == "external-secrets")' >/dev/null; then
  helm repo remove external-secrets
fi
