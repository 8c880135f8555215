#!/usr/bin/env bash
set -euo pipefail

kubectl apply --filename - <<'YAML'
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reloader
  namespace: reloader
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: reloader
  namespace: shop
rules:
  - apiGroups: [""]
    resources: [secrets, configmaps]
    verbs: [get, list, watch]
  - apiGroups: [apps]
    resources: [deployments]
    verbs: [get, list, watch, patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: reloader
  namespace: shop
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: reloader
subjects:
  - kind: ServiceAccount
    name: reloader
    namespace: reloader
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: reloader
  namespace: reloader
spec:
  selector:
    matchLabels:
      app: reloader
  template:
    metadata:
      labels:
        app: reloader
    spec:
      serviceAccountName: reloader
      containers:
        - name: reloader
          image: kindlab/shop:1
          command: [/reloader]
          env:
            - name: KUBERNETES_NAMESPACE
              value: shop
          readinessProbe:
            httpGet:
              path: /readyz
              port: 8081
            periodSeconds: 1
            timeoutSeconds: 3
YAML
kubectl rollout status deployment/reloader --namespace reloader --timeout=120s

kubectl annotate deployment shop --namespace shop secret.reloader.stakater.com/reload=shop-db --overwrite
timeout 60 bash -c 'until kubectl get deployment shop --namespace shop --output yaml | grep -q last-reloaded-from; do sleep 0.5; done'
kubectl rollout status deployment/shop --namespace shop --timeout=120s
