kubectl delete namespace alternatives --wait=true --timeout=90s
kubectl delete clusterrolebinding alternatives-reviewer
vault auth disable alternatives
vault policy delete alternatives
vault kv metadata delete -mount=secret alternatives/db
