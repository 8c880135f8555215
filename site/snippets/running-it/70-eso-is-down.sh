kubectl -n external-secrets scale deployment/external-secrets --replicas=0
kubectl -n external-secrets wait --for=delete pod -l app.kubernetes.io/name=external-secrets --timeout=60s
# ---8<---
vault kv put -mount=secret running-it/config api_key=second
kubectl -n running-it get externalsecret good
kubectl -n running-it get secret good -o jsonpath='{.data.api_key}' | base64 -d
