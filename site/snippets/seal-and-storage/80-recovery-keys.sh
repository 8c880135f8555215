# On the first Vault: the second one loses its right to use the key.
VAULT_ADDR=http://vault:8200 vault token revoke "$(cat unseal.token)"

# On the second: seal it, and offer the recovery keys.
export VAULT_ADDR=http://127.0.0.1:8400
VAULT_TOKEN=$(jq -r .root_token auto.json) vault operator seal
vault operator unseal "$(jq -r '.recovery_keys_b64[0]' auto.json)"
vault operator unseal "$(jq -r '.recovery_keys_b64[1]' auto.json)"
! vault operator unseal "$(jq -r '.recovery_keys_b64[2]' auto.json)"
