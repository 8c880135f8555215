export VAULT_ADDR=http://127.0.0.1:8300 VAULT_TOKEN=$(cat root.token)
# ---8<---
vault operator raft snapshot save nightly.snap
tar -tzf nightly.snap
