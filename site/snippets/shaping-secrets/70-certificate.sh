kubectl apply -f certificate.yaml
kubectl wait -n shop externalsecret/orders-tls --for=condition=Ready --timeout=60s
kubectl get secret orders-tls -n shop -o jsonpath='{.data.tls\.crt}' |
  base64 -d | openssl x509 -noout -subject -issuer -enddate
