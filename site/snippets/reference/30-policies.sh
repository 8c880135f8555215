vault policy write reference - <<'HCL'
path "secret/data/reference/*" {
  capabilities = ["read"]
}
HCL
vault policy read reference
token=$(vault token create -policy=reference -ttl=10m -field=token)
VAULT_TOKEN=$token vault token capabilities secret/data/reference/app
VAULT_TOKEN=$token vault token revoke -self
