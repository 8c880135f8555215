path "secret/data/shop/*" {
  capabilities = ["create", "read", "update"]
}

# More precise, so this one alone counts for shop/mail.
path "secret/data/shop/mail" {
  capabilities = ["read"]
}
