accessor=$(vault auth list -format=json | jq -r '."kubernetes/".accessor')
sed "s/ACCESSOR/$accessor/" own-namespace.hcl | vault policy write own-namespace -

vault write auth/kubernetes/role/own-namespace \
  bound_service_account_names=app bound_service_account_namespaces=web,other \
  audience=vault token_policies=own-namespace token_ttl=20m

app=$(vault write -field=token auth/kubernetes/login role=own-namespace jwt=@app.jwt)
vault token capabilities "$app" secret/data/web/config
vault token capabilities "$app" secret/data/other/config
