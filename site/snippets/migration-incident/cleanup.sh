kubectl delete namespace migration --wait=true --timeout=90s
for entry in shop-db mail payments search; do vault kv metadata delete -mount=secret "migration/$entry"; done
