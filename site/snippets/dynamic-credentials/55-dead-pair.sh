kubectl apply -f dead-pair.yaml
kubectl wait -n shop externalsecret/dead-pair --for=condition=Ready --timeout=60s
kubectl get externalsecret dead-pair -n shop
value() { kubectl get secret dead-pair -n shop -o jsonpath="{.data.$1}" | base64 -d; }
! kubectl exec -n shop client -- env PGUSER="$(value username)" PGPASSWORD="$(value password)" \
  psql -h postgres.database.svc -d shop -c 'SELECT 1'
