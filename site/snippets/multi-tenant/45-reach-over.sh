kubectl apply -f reach-over.yaml
kubectl wait -n team-a externalsecret/reach-over --for=condition=Ready --timeout=60s
kubectl get secret reach-over -n team-a -o jsonpath='{.data.taken}' | base64 -d
