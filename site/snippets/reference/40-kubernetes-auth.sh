vault write auth/reference/role/app token_policies=reference token_ttl=10m audience=vault \
  bound_service_account_names=app bound_service_account_namespaces=reference
jwt=$(kubectl -n reference create token app --audience=vault)
vault write auth/reference/login role=app jwt="$jwt"             # does the login work?
