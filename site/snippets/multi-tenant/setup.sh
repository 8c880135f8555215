# Vault asks the API server about tokens in the name of this service account.
kubectl create namespace vault-auth
kubectl create serviceaccount reviewer -n vault-auth
kubectl create clusterrolebinding lesson-token-reviewer \
  --clusterrole=system:auth-delegator --serviceaccount=vault-auth:reviewer
cluster() { kubectl config view --raw --minify -o jsonpath="{.clusters[0].cluster.$1}"; }
vault auth enable kubernetes
vault write auth/kubernetes/config \
  kubernetes_host="$(cluster server)" \
  kubernetes_ca_cert="$(cluster certificate-authority-data | base64 -d)" \
  token_reviewer_jwt="$(kubectl create token reviewer -n vault-auth --duration=4h)"
for namespace in team-a team-b dev production; do
  kubectl create namespace "$namespace"
done
vault kv put -mount=secret team-a/db password=a
vault kv put -mount=secret team-b/db password=b
vault kv put -mount=secret shared/smtp password=everyone
vault kv put -mount=secret shared/pager token=not-for-dev
