timeout 60 bash -c 'until kubectl exec -n database deployment/postgres -- psql -U postgres -d shop -tAc "SELECT count(*) FROM pg_roles WHERE rolname ~ \$\$^v-\$\$" | grep -qx 0; do sleep 1; done'
# ---8<---
kubectl exec -n database deployment/postgres -- \
  psql -U postgres -d shop -tAc "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'v-%'"
kubectl annotate externalsecret orders-db -n shop force-sync="emergency-$(date +%s)" --overwrite
