# A service account that may read one path through Kubernetes auth, on a mount of this lesson's own, and its token as a pod would find it.
kubectl create namespace alternatives
kubectl -n alternatives create serviceaccount app
kubectl -n alternatives create serviceaccount reviewer
kubectl create clusterrolebinding alternatives-reviewer --clusterrole=system:auth-delegator --serviceaccount=alternatives:reviewer
kubectl config view --minify --raw -o jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 -d >ca.crt
vault auth enable -path=alternatives kubernetes
vault write auth/alternatives/config disable_local_ca_jwt=true kubernetes_ca_cert=@ca.crt \
  kubernetes_host="$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')" \
  token_reviewer_jwt="$(kubectl -n alternatives create token reviewer --duration=1h)"
echo 'path "secret/data/alternatives/*" { capabilities = ["read"] }' | vault policy write alternatives -
vault write auth/alternatives/role/app bound_service_account_names=app bound_service_account_namespaces=alternatives \
  audience=vault token_policies=alternatives token_ttl=10m
vault kv put -mount=secret alternatives/db username=shop password=tulip
kubectl -n alternatives create token app --audience=vault --duration=10m >token
