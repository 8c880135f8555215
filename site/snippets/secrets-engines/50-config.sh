node=$(kubectl get nodes -o jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')

vault secrets enable database
vault write database/config/shop \
  plugin_name=postgresql-database-plugin \
  connection_url="postgresql://{{username}}:{{password}}@$node:30432/shop?sslmode=disable" \
  username=vault_admin password=changed-in-a-minute \
  allowed_roles=shop-read
