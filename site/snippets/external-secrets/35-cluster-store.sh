kubectl apply -f cluster-store.yaml
kubectl wait clustersecretstore/vault-shop --for=condition=Ready --timeout=60s
