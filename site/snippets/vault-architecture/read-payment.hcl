path "secret/data/shop/payment" {
  capabilities = ["read"]
}
