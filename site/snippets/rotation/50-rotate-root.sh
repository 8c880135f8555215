vault write -force database/rotate-root/shop
vault read -field=username database/creds/orders
