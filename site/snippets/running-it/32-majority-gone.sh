# The new leader's machine loses power; the node that is left is the one that is asked.
export VAULT_TOKEN=$(cat root.token) VAULT_CLIENT_TIMEOUT=5s VAULT_MAX_RETRIES=0
leader=$(VAULT_ADDR=http://127.0.0.1:8310 vault operator raft list-peers -format=json | jq -r '.data.config.servers[] | select(.leader) | .node_id')
case $leader in bao-1) last=2 ;; *) last=1 ;; esac
kill -9 "$(cat "$leader/server.pid")"
export VAULT_ADDR=http://127.0.0.1:83${last}0
# ---8<---
vault kv get -mount=secret -field=password shop/db
! vault kv put -mount=secret shop/db password=lily
! vault login -no-store -method=userpass username=ada password=engine
