vault auth disable kubernetes
for policy in web-app own-namespace; do vault policy delete "$policy"; done
for entry in web/config other/config; do vault kv metadata delete -mount=secret "$entry"; done
kubectl delete serviceaccount app -n default
kubectl delete clusterrolebinding vault-reviewer
kubectl delete namespace web vault-auth --timeout=90s
rm -f ./*.jwt ca.crt
