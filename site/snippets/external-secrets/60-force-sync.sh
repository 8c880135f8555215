vault kv patch -mount=secret shop/orders password=tuesday
kubectl annotate externalsecret orders-db -n shop force-sync="$(date +%s)" --overwrite
