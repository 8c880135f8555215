! kubectl exec -n shop three-ways -- env PGPASSWORD=first-password \
  psql -h postgres.database.svc -U vault_admin -d shop -c 'SELECT 1'
