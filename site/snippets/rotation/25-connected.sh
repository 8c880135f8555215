kubectl exec -n database deployment/postgres -- psql -U postgres -d shop -tAc "
  SELECT usename, count(*) FROM pg_stat_activity
  WHERE query LIKE '%pg_sleep(86400)%' AND usename LIKE 'v-%' GROUP BY usename"
