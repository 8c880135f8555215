kubectl scale deployment external-secrets -n external-secrets --replicas=1
kubectl rollout status deployment external-secrets -n external-secrets --timeout=120s
