# The token stays as it is: policies are looked up at every request.
vault policy write shop-app shop-app.hcl

export VAULT_TOKEN=$(cat shop.token)
vault kv get -mount=secret -field=provider shop/payment
vault kv list -mount=secret shop/
! vault kv get -mount=secret shop/admin/billing
! vault kv put -mount=secret shop/payment provider=otherpay
