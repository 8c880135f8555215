kubectl apply -f team-store.yaml
sed 's/team-a/team-b/' team-store.yaml | kubectl apply -f -
kubectl wait -n team-a secretstore/vault --for=condition=Ready --timeout=60s
kubectl wait -n team-b secretstore/vault --for=condition=Ready --timeout=60s
