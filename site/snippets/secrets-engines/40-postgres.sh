kubectl create namespace data --dry-run=client -o yaml | kubectl apply -f -
kubectl create secret generic postgres-superuser -n data \
  --from-literal=password="$(openssl rand -hex 16)"

kubectl apply -f postgres.yaml
kubectl rollout status deployment/postgres -n data --timeout=90s
