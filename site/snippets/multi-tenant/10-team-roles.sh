for team in team-a team-b; do
  vault policy write "$team" - <<POLICY
path "secret/data/$team/*" {
  capabilities = ["read"]
}
POLICY
  kubectl create serviceaccount vault-reader -n "$team"
  vault write "auth/kubernetes/role/$team" \
    bound_service_account_names=vault-reader \
    bound_service_account_namespaces="$team" \
    token_policies="$team" token_ttl=10m
done
