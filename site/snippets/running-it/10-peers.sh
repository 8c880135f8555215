export VAULT_ADDR=http://127.0.0.1:8300 VAULT_TOKEN=$(cat root.token)
# ---8<---
vault operator raft list-peers
vault operator raft autopilot state | sed -n 1,3p
