kubectl apply -f tenant-store.yaml
kubectl wait clustersecretstore/tenants --for=condition=Ready --timeout=60s
kubectl apply -f db.yaml
kubectl wait -n team-b externalsecret/db --for=condition=Ready --timeout=60s
kubectl wait -n team-b externalsecret/db-of-a --for=condition=Ready=False --timeout=60s
kubectl get externalsecrets -n team-b
