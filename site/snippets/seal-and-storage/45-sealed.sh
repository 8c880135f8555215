export VAULT_ADDR=http://127.0.0.1:8300 VAULT_TOKEN=$(jq -r .root_token init.json)
timeout 30 bash -c 'until curl -so /dev/null http://127.0.0.1:8300/v1/sys/health; do sleep 0.2; done'
# ---8<---
! vault kv get -mount=secret note

for share in 0 2 4; do
  vault operator unseal "$(jq -r ".unseal_keys_b64[$share]" init.json)" >/dev/null
done
timeout 30 bash -c 'until vault kv get -mount=secret note 2>/dev/null; do sleep 0.5; done'
