vault kv put -mount=secret shop/mail user=orders password=first
vault kv put -mount=secret shop/mail user=orders password=second

vault kv get -mount=secret -version=1 -field=password shop/mail
