for file in server.pid auto.pid; do [ ! -e "$file" ] || kill "$(cat "$file")"; done
vault secrets disable transit
vault policy delete autounseal
rm -rf data data-auto init.json auto.json unseal.token seal.key server.log auto.log
