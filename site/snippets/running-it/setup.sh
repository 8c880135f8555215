# Three nodes in this folder, the first of which leads, with a KV engine and an entry; a namespace with a good and a bad ExternalSecret.
COURSE_VAULT_ADDR=$VAULT_ADDR COURSE_VAULT_TOKEN=$VAULT_TOKEN
SEAL_KEY=$(head -c 32 /dev/urandom | base64)
echo "export SEAL_KEY=$SEAL_KEY" >seal.env
for n in 0 1 2; do
  mkdir -p "bao-$n/data"
  sed -e "s/node_id = \"bao-0\"/node_id = \"bao-$n\"/" \
    -e "/^  address /s/8300/83${n}0/" -e "/^api_addr/s/8300/83${n}0/" -e "/^cluster_addr/s/8301/83${n}1/" \
    bao-0.hcl >"bao-$n/server.hcl"
  bash start-node.sh "$n"
done

export VAULT_ADDR=http://127.0.0.1:8300
timeout 60 bash -c 'until curl -s -o /dev/null "$VAULT_ADDR/v1/sys/health"; do sleep 0.2; done'
vault operator init -recovery-shares=1 -recovery-threshold=1 -format=json | jq -r .root_token >root.token
VAULT_TOKEN=$(cat root.token)
export VAULT_TOKEN
timeout 60 bash -c 'until [ "$(vault operator raft list-peers -format=json 2>/dev/null | jq "[.data.config.servers[] | select(.voter)] | length")" = 3 ]; do sleep 0.2; done'
vault secrets enable -path=secret -version=2 kv
timeout 60 bash -c 'until vault kv put -mount=secret shop/db password=tulip >/dev/null 2>&1; do sleep 0.2; done'
vault auth enable userpass
vault write auth/userpass/users/ada password=engine token_policies=default
# Every node has to know the login before the first of them goes.
for n in 0 1 2; do
  VAULT_ADDR=http://127.0.0.1:83${n}0 timeout 60 bash -c 'until vault kv get -mount=secret shop/db >/dev/null 2>&1; do sleep 0.2; done'
done

export VAULT_ADDR=$COURSE_VAULT_ADDR VAULT_TOKEN=$COURSE_VAULT_TOKEN
kubectl create namespace running-it
kubectl -n running-it create secret generic vault-token --from-literal=token="$VAULT_TOKEN"
vault kv put -mount=secret running-it/config api_key=first >/dev/null
kubectl apply -f watched.yaml
kubectl -n running-it wait --for=condition=Ready --timeout=60s externalsecret/good
kubectl -n running-it wait --for=condition=Ready=False --timeout=60s externalsecret/bad
