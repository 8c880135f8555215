kubectl delete namespace shop vault-auth --ignore-not-found
kubectl delete clusterrolebinding lesson-token-reviewer --ignore-not-found
vault auth disable kubernetes
vault secrets disable pki
vault policy delete shop
vault policy delete shop-publisher
for entry in orders payment flags registry generated/session; do
  vault kv metadata delete -mount=secret "shop/$entry"
done
