app=$(vault write -field=token auth/kubernetes/login role=web-app jwt=@app.jwt)
entity=$(VAULT_TOKEN=$app vault token lookup -format=json | jq -r .data.entity_id)

vault read -format=json identity/entity/id/"$entity" | jq '.data.aliases[] | {name, mount_path, metadata}'
