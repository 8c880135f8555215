vault auth disable userpass
for team in shop crm; do vault delete "identity/entity/name/$team"; done
for policy in shop-app globs priority mail-patch own-folder mail-worker; do vault policy delete "$policy"; done
for entry in shop/payment shop/mail shop/admin/billing crm/payment; do vault kv metadata delete -mount=secret "$entry"; done
rm -f shop.token globs.token
