vault read -format=json database/creds/shop-read >creds.json
user=$(jq -r .data.username creds.json) password=$(jq -r .data.password creds.json)
shop() { kubectl exec -n data deploy/postgres -- env PGPASSWORD="$password" psql -h postgres -U "$user" -d shop -c "$1"; }

shop 'SELECT * FROM orders'
! shop 'DROP TABLE orders'

vault lease revoke -sync "$(jq -r .lease_id creds.json)"
! shop 'SELECT * FROM orders'
