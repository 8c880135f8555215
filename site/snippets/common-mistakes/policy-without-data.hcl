path "secret/mistakes/*" {
  capabilities = ["read"]
}
