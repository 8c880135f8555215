export VAULT_ADDR=$(cat leader.address) VAULT_TOKEN=$(cat root.token)
cd leader
# ---8<---
rm audit.log
kill -HUP "$(cat server.pid)"
timeout 20 bash -c '
  until vault kv get -mount=secret -field=password shop/db; do sleep 0.5; done'
curl -s -H "X-Vault-Token: $VAULT_TOKEN" "$VAULT_ADDR/v1/sys/metrics?format=prometheus" |
  grep -E '^vault_audit_log_(request|response)_failure'
