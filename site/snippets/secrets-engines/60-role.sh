vault write database/roles/shop-read \
  db_name=shop \
  creation_statements=@create-reader.sql \
  default_ttl=1h max_ttl=4h
