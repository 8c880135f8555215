export VAULT_ADDR=$(cat leader.address) VAULT_TOKEN=$(cat root.token)
# ---8<---
curl -s -H "X-Vault-Token: $VAULT_TOKEN" "$VAULT_ADDR/v1/sys/metrics?format=prometheus" |
  grep -E '^vault_(core_active|core_unsealed|autopilot_healthy|autopilot_failure_tolerance|expire_num_leases|core_in_flight_requests)'
