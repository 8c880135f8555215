server=$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')
echo "$server"
kubectl config view --minify --raw \
  -o jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 -d >ca.crt

vault auth enable kubernetes
vault write auth/kubernetes/config \
  kubernetes_host="$server" \
  kubernetes_ca_cert=@ca.crt \
  token_reviewer_jwt=@reviewer.jwt
