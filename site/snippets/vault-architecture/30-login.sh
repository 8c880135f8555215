vault policy write read-payment read-payment.hcl

vault auth enable userpass
vault write auth/userpass/users/ada password=correct-horse \
  token_policies=read-payment token_ttl=30m token_max_ttl=8h

vault login -no-store -method=userpass username=ada password=correct-horse
