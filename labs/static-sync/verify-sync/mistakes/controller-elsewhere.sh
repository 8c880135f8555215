#!/usr/bin/env bash
# After the Secret was made again, the controller stops looking after it.
# expect: tamper-heals /ESO left it so/
# from: solved
# undo: kubectl delete deployment external-secrets --namespace external-secrets
set -euo pipefail

# The controller keeps running, and looks at another namespace only.
kubectl patch deployment external-secrets --namespace external-secrets --type=json \
  --patch '[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--namespace=default"}]'
kubectl rollout status deployment external-secrets --namespace external-secrets --timeout=120s
kubectl wait --for=jsonpath='{.status.replicas}'=1 deployment/external-secrets --namespace external-secrets --timeout=60s
