node=$(kubectl get nodes -o jsonpath='{.items[0].metadata.name}')
# ---8<---
vault secrets enable database
vault write database/config/shop \
  plugin_name=postgresql-database-plugin \
  allowed_roles=orders \
  connection_url="postgresql://{{username}}:{{password}}@$node:30432/shop?sslmode=disable" \
  username=vault_admin password=first-password
