kubectl apply -f store.yaml
kubectl wait -n shop secretstore/vault --for=condition=Ready --timeout=60s
kubectl get secretstore vault -n shop
