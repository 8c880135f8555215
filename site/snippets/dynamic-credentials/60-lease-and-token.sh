jwt=$(kubectl create token orders -n shop)
token=$(vault write -field=token auth/kubernetes/login role=orders jwt="$jwt")
lease=$(VAULT_TOKEN=$token vault read -format=json database/creds/orders | jq -r .lease_id)
vault lease lookup "$lease"
vault token revoke "$token"
! vault lease lookup "$lease"
