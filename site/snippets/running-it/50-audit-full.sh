leader=$(VAULT_ADDR=http://127.0.0.1:8300 VAULT_TOKEN=$(cat root.token) vault operator raft list-peers -format=json | jq -r '.data.config.servers[] | select(.leader) | .node_id')
ln -sfn "$leader" leader
export VAULT_ADDR=http://127.0.0.1:83${leader#bao-}0 VAULT_TOKEN=$(cat root.token) VAULT_MAX_RETRIES=0
echo "$VAULT_ADDR" >leader.address
cd leader
# ---8<---
mv audit.log audit.log.1
ln -s /dev/full audit.log             # a file on a disk with no room left
kill -HUP "$(cat server.pid)"         # Vault opens its log anew, as after logrotate

timeout 20 bash -c 'while vault kv get -mount=secret shop/db >/dev/null; do sleep 0.2; done'
! vault kv get -mount=secret shop/db
vault status | grep Sealed
curl -s -o /dev/null -w '%{http_code}\n' "$VAULT_ADDR/v1/sys/health"
grep 'no audit backend succeeded' server.log
