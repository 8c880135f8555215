vault policy write globs globs.hcl
vault token create -policy=globs -ttl=1h -field=token >globs.token

for path in secret/data/shop/mail secret/data/shop-old/x secret/data/crm/payment \
  secret/data/crm/eu/payment; do
  printf '%-28s %s\n' "$path" "$(vault token capabilities "$(cat globs.token)" "$path")"
done
