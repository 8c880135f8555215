vault policy write common-mistakes policy-with-data.hcl
kubectl -n common-mistakes annotate externalsecret config force-sync="$(date +%s)" --overwrite
kubectl -n common-mistakes wait --for=condition=Ready externalsecret/config --timeout=60s
