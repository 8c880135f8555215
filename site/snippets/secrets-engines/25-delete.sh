vault kv delete -mount=secret shop/mail
! vault kv get -mount=secret shop/mail

vault kv undelete -mount=secret -versions=5 shop/mail
vault kv get -mount=secret -field=password shop/mail
