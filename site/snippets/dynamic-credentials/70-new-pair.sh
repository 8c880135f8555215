kubectl get secret orders-db -n shop -o jsonpath='{.data.username}' | base64 -d; echo
kubectl annotate externalsecret orders-db -n shop force-sync="$(date +%s)" --overwrite
vault list sys/leases/lookup/database/creds/orders
