kubectl delete namespace reference --wait=true --timeout=90s
kubectl delete clusterrolebinding reference-reviewer
vault auth disable reference
vault policy delete reference
vault kv metadata delete -mount=secret reference/app
