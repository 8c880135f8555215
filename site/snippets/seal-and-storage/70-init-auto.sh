timeout 30 bash -c 'until curl -so /dev/null http://127.0.0.1:8400/v1/sys/health; do sleep 0.2; done'
# ---8<---
export VAULT_ADDR=http://127.0.0.1:8400
vault operator init -recovery-shares=5 -recovery-threshold=3 -format=json >auto.json
jq '{unseal: .unseal_keys_b64 | length, recovery: .recovery_keys_b64 | length}' auto.json
vault status
