kubectl get secret orders-db -n shop -o jsonpath='{.data.username}' >before.txt
# ---8<---
kubectl annotate externalsecret orders-db -n shop force-sync="$(date +%s)" --overwrite
