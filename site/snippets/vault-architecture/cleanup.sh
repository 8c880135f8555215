vault auth disable userpass
vault policy delete read-payment
vault kv metadata delete -mount=secret shop/payment
