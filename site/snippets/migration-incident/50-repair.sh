kubectl -n migration patch externalsecret pay --type=merge \
  -p '{"spec":{"dataFrom":[{"extract":{"key":"migration/payments"}}]}}'
vault kv patch -mount=secret migration/search index=shop-2
vault kv patch -mount=secret migration/mail password=rose
kubectl -n migration annotate externalsecret --all force-sync="$(date +%s)" --overwrite
timeout 60 bash -c 'while bash compare.sh migration | grep -v ^same; do sleep 1; done'
