path "secret/data/mistakes/*" {
  capabilities = ["read"]
}
