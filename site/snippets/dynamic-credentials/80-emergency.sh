vault lease revoke -prefix database/creds/orders
