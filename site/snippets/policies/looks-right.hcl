path "secret/shop/*" {
  capabilities = ["read", "list"]
}
