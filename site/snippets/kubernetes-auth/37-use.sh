app=$(vault write -field=token auth/kubernetes/login role=web-app jwt=@app.jwt)

VAULT_TOKEN=$app vault kv get -mount=secret -field=api_key web/config
! VAULT_TOKEN=$app vault kv get -mount=secret other/config
