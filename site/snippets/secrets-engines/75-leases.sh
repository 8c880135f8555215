vault list sys/leases/lookup/database/creds/shop-read
vault lease revoke -sync -prefix database/creds/shop-read
