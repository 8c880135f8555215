# A role without an audience takes a token that was made for somebody else.
vault write auth/kubernetes/role/careless token_policies=web-app token_ttl=20m \
  bound_service_account_names=app bound_service_account_namespaces=web

kubectl create token app -n web --audience=some-metrics-service >metrics.jwt
vault write auth/kubernetes/login role=careless jwt=@metrics.jwt
