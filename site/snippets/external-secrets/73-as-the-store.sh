jwt=$(kubectl create token orders -n shop)
token=$(vault write -field=token auth/kubernetes/login role=shop jwt="$jwt")
VAULT_TOKEN=$token vault token capabilities secret/data/shop/paymnet
VAULT_TOKEN=$token vault kv list -mount=secret shop
