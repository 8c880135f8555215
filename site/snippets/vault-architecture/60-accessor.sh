vault token create -policy=read-payment -ttl=15m -format=json >job.json

# The accessor is enough to look the token up and to end it.
accessor=$(jq -r .auth.accessor job.json)
vault token lookup -accessor "$accessor"
vault token revoke -accessor "$accessor"

! VAULT_TOKEN=$(jq -r .auth.client_token job.json) vault token lookup
