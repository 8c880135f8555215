kubectl delete namespace common-mistakes --wait=true --timeout=90s
vault policy delete common-mistakes
vault kv metadata delete -mount=secret mistakes/config
