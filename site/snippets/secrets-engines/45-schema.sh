kubectl exec -i -n data deploy/postgres -- psql -q -U postgres -d shop -v ON_ERROR_STOP=1 <schema.sql
