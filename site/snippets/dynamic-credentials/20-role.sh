vault write database/roles/orders db_name=shop \
  creation_statements=@create-user.sql \
  revocation_statements=@drop-user.sql \
  default_ttl=15m max_ttl=1h
