parent=$(vault token create -policy=root -ttl=1h -field=token)
child=$(VAULT_TOKEN=$parent vault token create -policy=read-payment -field=token)
orphan=$(VAULT_TOKEN=$parent vault token create -orphan -policy=read-payment -field=token)

vault token revoke "$parent"

VAULT_TOKEN=$orphan vault token lookup -format=json | jq '.data.orphan'
! VAULT_TOKEN=$child vault token lookup
