# Four Secrets made by hand, two applications that use them, and a Vault that was filled in a hurry:
# mail has an old password, search lacks a key, and the ExternalSecret of pay has a typing error.
kubectl create namespace migration
kubectl -n migration create secret generic vault-token --from-literal=token="$VAULT_TOKEN"
kubectl -n migration create secret generic shop-db --from-literal=url=postgres://db/shop --from-literal=password=tulip
kubectl -n migration create secret generic mail --from-literal=user=shop --from-literal=password=rose
kubectl -n migration create secret generic pay --from-literal=api_key=lily
kubectl -n migration create secret generic search --from-literal=token=iris --from-literal=index=shop-2
kubectl -n migration label secret shop-db mail pay search migration=old
vault kv put -mount=secret migration/shop-db url=postgres://db/shop password=tulip
vault kv put -mount=secret migration/mail user=shop password=aster
vault kv put -mount=secret migration/payments api_key=lily
vault kv put -mount=secret migration/search token=iris
kubectl apply -f store.yaml -f applications.yaml
kubectl -n migration wait --for=condition=Ready secretstore/vault --timeout=60s
