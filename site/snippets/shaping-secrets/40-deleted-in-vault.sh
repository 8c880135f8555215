kubectl apply -f follow.yaml
kubectl wait -n shop externalsecret/flags --for=condition=Ready --timeout=60s
vault kv delete -mount=secret shop/flags
kubectl annotate externalsecret flags -n shop force-sync="$(date +%s)" --overwrite
kubectl wait -n shop secret/flags --for=delete --timeout=60s
kubectl get externalsecret flags -n shop
