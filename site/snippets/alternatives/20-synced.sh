kubectl apply -f synced.yaml
kubectl -n alternatives wait --for=condition=Ready \
  externalsecret/db --timeout=60s
kubectl -n alternatives get secret db \
  -o jsonpath='{.data.password}' | base64 -d
