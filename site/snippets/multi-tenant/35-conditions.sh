kubectl apply -n production -f smtp.yaml
kubectl apply -n dev -f smtp.yaml
kubectl wait -n production externalsecret/smtp --for=condition=Ready --timeout=60s
kubectl wait -n dev externalsecret/smtp --for=condition=Ready=False --timeout=60s
