export VAULT_ADDR=http://127.0.0.1:8300
# ---8<---
vault operator unseal "$(jq -r '.unseal_keys_b64[0]' init.json)"
vault operator unseal "$(jq -r '.unseal_keys_b64[1]' init.json)"
vault operator unseal "$(jq -r '.unseal_keys_b64[2]' init.json)"
