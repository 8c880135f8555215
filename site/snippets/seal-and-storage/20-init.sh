export VAULT_ADDR=http://127.0.0.1:8300
# ---8<---
vault operator init -key-shares=5 -key-threshold=3 -format=json >init.json
jq '{shares: .unseal_keys_b64 | length, threshold: .unseal_threshold}' init.json
