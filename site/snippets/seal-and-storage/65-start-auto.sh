mkdir data-auto
VAULT_TOKEN=$(cat unseal.token) bao server -config=auto.hcl >auto.log 2>&1 &
