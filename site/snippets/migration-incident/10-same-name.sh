kubectl -n migration get secret search -o jsonpath='{.data}' | jq -c keys
kubectl apply -f adopt.yaml        # no target.name: the target is "search", which exists
kubectl -n migration wait --for=condition=Ready externalsecret/search --timeout=60s
kubectl -n migration get secret search -o jsonpath='{.data}' | jq -c keys
