export VAULT_ADDR=http://127.0.0.1:8300
timeout 30 bash -c 'until [ "$(curl -so /dev/null -w "%{http_code}" http://127.0.0.1:8300/v1/sys/health)" = 200 ]; do sleep 0.2; done'
# ---8<---
export VAULT_TOKEN=$(jq -r .root_token init.json)
vault secrets list
vault audit list || echo "exit code $?"

vault secrets enable -path=secret kv-v2
vault kv put -mount=secret note word=tortoise
