kubectl create namespace reference
kubectl -n reference create serviceaccount app
kubectl -n reference create serviceaccount reviewer
kubectl create clusterrolebinding reference-reviewer --clusterrole=system:auth-delegator --serviceaccount=reference:reviewer
kubectl config view --minify --raw -o jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 -d >ca.crt
vault auth enable -path=reference kubernetes
vault write auth/reference/config disable_local_ca_jwt=true kubernetes_ca_cert=@ca.crt \
  kubernetes_host="$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')" \
  token_reviewer_jwt="$(kubectl -n reference create token reviewer --duration=1h)"
vault kv put -mount=secret reference/app color=red
kubectl apply -f objects.yaml
kubectl -n reference create secret generic vault-token --from-literal=token="$VAULT_TOKEN"
