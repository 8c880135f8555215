vault kv put -mount=secret shop/payment provider=examplepay key=k1
vault kv put -mount=secret shop/mail user=orders password=first
vault kv put -mount=secret shop/admin/billing token=do-not-share
vault kv put -mount=secret crm/payment key=k2
