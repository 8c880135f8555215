vault policy write orders database-creds.hcl
vault write auth/kubernetes/role/orders \
  bound_service_account_names=orders bound_service_account_namespaces=shop \
  token_policies=orders token_ttl=30m
