kubectl -n reference wait --for=condition=Ready externalsecret/app --timeout=90s
# ---8<---
kubectl get externalsecrets,secretstores -n reference
kubectl get clustersecretstores
kubectl -n reference describe externalsecret app                 # events at the end
kubectl -n reference annotate externalsecret app force-sync="$(date +%s)" --overwrite
kubectl -n reference get externalsecret app -o jsonpath='{.status.refreshTime}{"\n"}'
kubectl -n reference get secret app -o jsonpath='{.data.color}' | base64 -d
kubectl -n external-secrets logs deployment/external-secrets --tail=20
