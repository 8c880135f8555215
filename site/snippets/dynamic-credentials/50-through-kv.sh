kubectl apply -f through-kv.yaml
kubectl wait -n shop externalsecret/through-kv --for=condition=Ready=False --timeout=60s
