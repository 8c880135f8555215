vault policy write web-app web-app.hcl

vault write auth/kubernetes/role/web-app \
  bound_service_account_names=app \
  bound_service_account_namespaces=web \
  audience=vault \
  token_policies=web-app \
  token_ttl=20m token_max_ttl=1h
