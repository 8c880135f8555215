ada=$(vault login -no-store -method=userpass -field=token \
  username=ada password=correct-horse)

VAULT_TOKEN=$ada vault token lookup
