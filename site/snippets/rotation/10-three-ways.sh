kubectl apply -f three-ways.yaml
kubectl wait -n shop pod/three-ways --for=condition=Ready --timeout=120s
vault kv put -mount=secret shop/word word=new
kubectl annotate externalsecret word -n shop force-sync="$(date +%s)" --overwrite
