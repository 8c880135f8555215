kubectl apply -f session-key.yaml
kubectl wait -n shop externalsecret/session-key --for=condition=Ready --timeout=60s
kubectl get secret session-key -n shop -o jsonpath='{.data.password}' | base64 -d | wc -c
