kubectl delete namespace shop --ignore-not-found
vault secrets disable database
vault auth disable kubernetes
vault policy delete orders
kubectl delete namespace database vault-auth --ignore-not-found
kubectl delete clusterrolebinding lesson-token-reviewer --ignore-not-found
