kill "$(cat auto.pid)"
timeout 30 bash -c 'while [ -e auto.pid ]; do sleep 0.2; done'

VAULT_TOKEN=$(cat unseal.token) bao server -config=auto.hcl >auto.log 2>&1 &
timeout 30 bash -c 'until vault status -address=http://127.0.0.1:8400 2>/dev/null; do sleep 0.5; done'
