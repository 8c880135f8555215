vault kv put -mount=secret -output-curl-string shop/payment provider=examplepay

# The same command without the flag sends the request.
vault kv put -mount=secret shop/payment provider=examplepay
