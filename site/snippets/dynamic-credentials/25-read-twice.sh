for read in 1 2; do
  vault read -format=json database/creds/orders |
    jq '{user: .data.username, lease_id, lease_duration}'
done
vault list sys/leases/lookup/database/creds/orders
