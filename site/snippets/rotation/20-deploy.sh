kubectl apply -f orders.yaml
kubectl rollout status deployment/orders -n shop --timeout=150s
