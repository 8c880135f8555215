# Two policies with the same path: their capabilities add up. A deny in either would win.
printf 'path "secret/data/shop/mail" { capabilities = ["patch"] }' | vault policy write mail-patch -
token=$(vault token create -policy=priority -policy=mail-patch -ttl=1h -field=token)

vault token capabilities "$token" secret/data/shop/mail
