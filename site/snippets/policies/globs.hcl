# * at the end: anything that begins so. Also secret/data/shop-old/x: there is no slash before the star.
path "secret/data/shop*" {
  capabilities = ["read"]
}

# + is exactly one segment: crm/payment and mail/payment, but not crm/eu/payment.
path "secret/data/+/payment" {
  capabilities = ["read"]
}
