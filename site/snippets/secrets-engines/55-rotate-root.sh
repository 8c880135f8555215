vault write -f database/rotate-root/shop

# The old password is worthless, and nobody knows the new one.
! kubectl exec -n data deploy/postgres -- \
  env PGPASSWORD=changed-in-a-minute psql -h postgres -U vault_admin -d shop -c 'SELECT 1'
