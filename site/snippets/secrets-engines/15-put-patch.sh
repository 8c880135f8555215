# put writes the whole entry: "user" is not named, so it is gone from version 3.
vault kv put -mount=secret shop/mail password=third
vault kv get -mount=secret -format=json shop/mail | jq -c .data.data

# patch changes what it names and keeps the rest.
vault kv patch -mount=secret shop/mail user=orders
vault kv get -mount=secret -format=json shop/mail | jq -c .data.data
