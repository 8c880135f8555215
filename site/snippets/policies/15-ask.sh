vault kv get -mount=secret -output-policy shop/payment
vault kv list -mount=secret -output-policy shop
