export VAULT_ADDR=http://127.0.0.1:8300 VAULT_TOKEN=$(cat root.token) VAULT_CLIENT_TIMEOUT=5s
for n in 0 1 2; do
  curl -s -o /dev/null "http://127.0.0.1:83${n}0/v1/sys/health" && continue
  # A node that does not answer may still be on its way out, and hold its data until then.
  export OLD=$(cat "bao-$n/server.pid")
  timeout 20 bash -c 'while kill -9 "$OLD" 2>/dev/null; do sleep 0.2; done'
  bash start-node.sh "$n"
done
timeout 90 bash -c 'until vault operator raft autopilot state 2>/dev/null | grep -q "Tolerance: *1"; do sleep 1; done'
# ---8<---
vault operator raft autopilot state | sed -n 1,3p
