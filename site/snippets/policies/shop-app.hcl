# Values: everything below shop/, nothing else.
path "secret/data/shop/*" {
  capabilities = ["read"]
}

# Names: may see which entries there are.
path "secret/metadata/shop/*" {
  capabilities = ["list"]
}

# Not even these values.
path "secret/data/shop/admin/*" {
  capabilities = ["deny"]
}
