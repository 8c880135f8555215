#!/usr/bin/env bash
# Fake: Secrets made by hand, and a status that says they were synced.
# expect: request-synced /(its key is|reads the key|reads the property|its template uses|is deleted)/
# undo: kubectl scale deployment external-secrets --namespace external-secrets --replicas=1 && kubectl rollout status deployment external-secrets --namespace external-secrets --timeout=90s
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
kubectl wait pod --for=delete --selector app.kubernetes.io/name=external-secrets --namespace external-secrets --timeout=60s
for found in $KL_HIDDEN_FAULTS; do
  IFS=: read -r app group _ <<<"$found"
  [[ "$group" == request ]] || continue
  namespace="${app%/*}" name="${app#*/}"
  password="KL_HIDDEN_PASSWORD_${name^^}"
  uid="$(kubectl get externalsecret "$name" --namespace "$namespace" --output jsonpath='{.metadata.uid}')"
  jq --null-input --arg namespace "$namespace" --arg name "$name" --arg uid "$uid" --arg password "${!password}" '{
    apiVersion: "v1", kind: "Secret",
    metadata: {name: "\($name)-credentials", namespace: $namespace, ownerReferences: [
      {apiVersion: "external-secrets.io/v1", kind: "ExternalSecret", name: $name, uid: $uid, controller: true}]},
    stringData: {host: "db-\($name).internal", username: "\($name)-app", password: $password}}' | kubectl create --filename -
  kubectl patch externalsecret "$name" --namespace "$namespace" --subresource=status --type=merge --patch "$(
    jq --null-input '{status: {refreshTime: (now | todate), conditions: [
      {type: "Ready", status: "True", reason: "SecretSynced", lastTransitionTime: (now | todate)}]}}'
  )"
done
