vault read database/creds/shop-read
vault read database/creds/shop-read
