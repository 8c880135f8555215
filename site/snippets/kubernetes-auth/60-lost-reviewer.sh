# Somebody tidies up bindings.
kubectl delete clusterrolebinding vault-reviewer

! vault write auth/kubernetes/login role=web-app jwt=@app.jwt
kubectl create -f may-review.yaml -o jsonpath='{.status.allowed}{"\n"}'

kubectl apply -f reviewer.yaml
timeout 30 bash -c 'until vault write -field=token auth/kubernetes/login role=web-app jwt=@app.jwt >/dev/null 2>&1; do sleep 0.5; done'
