vault kv put -mount=secret web/config api_key=k1
vault kv put -mount=secret other/config api_key=k2
