kubectl label namespace dev secrets.example.com/shared=allowed
kubectl apply -n dev -f pager.yaml
kubectl wait -n dev externalsecret/pager --for=condition=Ready --timeout=60s
kubectl get secret pager -n dev
