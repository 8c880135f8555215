export VAULT_ADDR=http://127.0.0.1:8300 VAULT_TOKEN=$(cat root.token)
# ---8<---
vault kv metadata delete -mount=secret shop/db

VAULT_ADDR=$(vault status -format=json | jq -r .leader_address)   # the leader, not any node
vault operator raft snapshot restore nightly.snap
timeout 60 bash -c '
  until vault kv get -mount=secret -field=password shop/db; do sleep 0.5; done'
