kubectl scale deployment external-secrets -n external-secrets --replicas=1
kubectl rollout status deployment external-secrets -n external-secrets --timeout=120s
kubectl delete clustersecretstore vault-shop --ignore-not-found
kubectl delete namespace shop vault-auth --ignore-not-found
kubectl delete clusterrolebinding lesson-token-reviewer --ignore-not-found
vault auth disable kubernetes
vault policy delete shop
for entry in orders payment mail/smtp mail/imap; do
  vault kv metadata delete -mount=secret "shop/$entry"
done
helm repo remove external-secrets
