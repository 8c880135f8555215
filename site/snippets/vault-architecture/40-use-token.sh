ada=$(vault login -no-store -method=userpass -field=token \
  username=ada password=correct-horse)

VAULT_TOKEN=$ada vault kv get -mount=secret shop/payment

# Not in her policy: refused.
! VAULT_TOKEN=$ada vault kv put -mount=secret shop/payment provider=otherpay
