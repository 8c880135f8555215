kubectl -n migration wait --for=condition=Ready externalsecret/mail externalsecret/search --timeout=60s >/dev/null
kubectl -n migration wait --for=condition=Ready=False externalsecret/pay --timeout=60s >/dev/null
# ---8<---
columns='NAMESPACE:.metadata.namespace,NAME:.metadata.name'
columns+=',READY:.status.conditions[?(@.type=="Ready")].status'
columns+=',REASON:.status.conditions[?(@.type=="Ready")].reason'
columns+=',REFRESHED:.status.refreshTime'
kubectl get externalsecrets -A -o custom-columns="$columns"
