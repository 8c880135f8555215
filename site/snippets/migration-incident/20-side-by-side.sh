# The Secret that was lost above comes back from the backup.
kubectl -n migration create secret generic search --from-literal=token=iris --from-literal=index=shop-2
kubectl -n migration label secret search migration=old
kubectl apply -f the-others.yaml
# ---8<---
kubectl apply -f side-by-side.yaml
kubectl -n migration wait --for=condition=Ready externalsecret/shop-db --timeout=60s
