path "secret/data/shop/mail" {
  capabilities = ["read"]
}
