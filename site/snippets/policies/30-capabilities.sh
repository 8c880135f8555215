for path in secret/data/shop/payment secret/metadata/shop/ secret/shop/payment \
  secret/data/shop/admin/billing secret/data/crm/payment; do
  printf '%-32s %s\n' "$path" "$(vault token capabilities "$(cat shop.token)" "$path")"
done
