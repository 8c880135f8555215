value() { kubectl get secret orders-db -n shop -o jsonpath="{.data.$1}" | base64 -d; }
kubectl exec -n shop client -- env PGUSER="$(value username)" PGPASSWORD="$(value password)" \
  psql -h postgres.database.svc -d shop -c 'SELECT current_user, count(*) FROM orders'
