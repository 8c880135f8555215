path "database/creds/orders" {
  capabilities = ["read"]
}
