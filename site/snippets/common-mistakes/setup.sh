# A store whose token's policy forgets that KV v2 reads below data/.
kubectl create namespace common-mistakes
vault policy write common-mistakes policy-without-data.hcl
kubectl -n common-mistakes create secret generic vault-token \
  --from-literal=token="$(vault token create -policy=common-mistakes -ttl=1h -field=token)"
vault kv put -mount=secret mistakes/config api_key=lily
kubectl apply -f unsynced.yaml
kubectl -n common-mistakes wait --for=condition=Ready secretstore/vault --timeout=60s
kubectl -n common-mistakes wait --for=condition=Ready=False externalsecret/config --timeout=60s
# Before the store was ready it said so; what is to be seen is what Vault refuses.
timeout 60 bash -c 'until kubectl -n common-mistakes get events --field-selector reason=UpdateFailed -o yaml | grep -q "permission denied"; do sleep 1; done'
