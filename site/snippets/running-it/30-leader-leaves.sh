export VAULT_ADDR=http://127.0.0.1:8310 VAULT_TOKEN=$(cat root.token) VAULT_CLIENT_TIMEOUT=5s
# ---8<---
kill "$(cat bao-0/server.pid)"
time timeout 60 bash -c '
  until vault kv put -mount=secret shop/db password=rose; do sleep 0.5; done'
vault operator raft list-peers
