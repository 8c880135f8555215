kill "$(cat auto.pid)"
timeout 30 bash -c 'while [ -e auto.pid ]; do sleep 0.2; done'

! VAULT_TOKEN=$(cat unseal.token) timeout 20 bao server -config=auto.hcl
