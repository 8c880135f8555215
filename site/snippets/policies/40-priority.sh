vault policy write priority priority.hcl
token=$(vault token create -policy=priority -ttl=1h -field=token)

vault token capabilities "$token" secret/data/shop/payment
vault token capabilities "$token" secret/data/shop/mail
