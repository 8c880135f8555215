#!/usr/bin/env bash
set -euo pipefail

for team in team-a team-b; do
  # ExternalSecrets, and the Secrets that come of them. Stores, ServiceAccounts and their tokens are not among it.
  kubectl apply --namespace "$team" --filename - <<YAML
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: tenant
rules:
  - apiGroups: [external-secrets.io]
    resources: [externalsecrets]
    verbs: [get, list, watch, create, update, patch, delete]
  - apiGroups: [external-secrets.io]
    resources: [secretstores]
    verbs: [get, list, watch]
  - apiGroups: [""]
    resources: [secrets]
    verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: tenant
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: tenant
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: $team
YAML
done
