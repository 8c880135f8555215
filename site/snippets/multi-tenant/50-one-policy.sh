accessor=$(vault auth list -format=json | jq -r '."kubernetes/".accessor')
vault policy write tenant - <<POLICY
path "secret/data/{{identity.entity.aliases.$accessor.metadata.service_account_namespace}}/*" {
  capabilities = ["read"]
}
POLICY
vault write auth/kubernetes/role/tenant \
  bound_service_account_names=vault-reader \
  bound_service_account_namespaces=team-a,team-b \
  token_policies=tenant token_ttl=10m
