# Written only if the newest version is still 4.
vault kv put -mount=secret -cas=4 shop/mail user=orders password=fifth

# A second writer who also saw version 4 comes too late.
! vault kv put -mount=secret -cas=4 shop/mail user=orders password=other
