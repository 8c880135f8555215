timeout 30 bash -c 'until curl -so /dev/null http://127.0.0.1:8300/v1/sys/health; do sleep 0.2; done'
# ---8<---
export VAULT_ADDR=http://127.0.0.1:8300
vault status || echo "exit code $?"
