vault policy write shop-app looks-right.hcl
vault token create -policy=shop-app -ttl=1h -field=token >shop.token

! VAULT_TOKEN=$(cat shop.token) vault kv get -mount=secret shop/payment
