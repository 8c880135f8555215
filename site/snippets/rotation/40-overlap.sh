# Each new pod holds a connection of its own only now; the old ones end theirs with them.
kubectl rollout status -n shop deployment/orders --timeout=120s >/dev/null
# ---8<---
kubectl exec -n database deployment/postgres -- psql -U postgres -d shop -tAc "
  SELECT rolname, rolvaliduntil FROM pg_roles WHERE rolname LIKE 'v-kubernet-%'"
vault list sys/leases/lookup/database/creds/orders
