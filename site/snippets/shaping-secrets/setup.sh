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

kubectl create namespace shop
kubectl create serviceaccount orders -n shop
kubectl create serviceaccount publisher -n shop
vault policy write shop - <<'POLICY'
path "secret/data/shop/*" {
  capabilities = ["read"]
}
path "pki/issue/shop" {
  capabilities = ["update"]
}
POLICY
vault policy write shop-publisher - <<'POLICY'
path "secret/data/shop/generated/*" {
  capabilities = ["create", "update", "read"]
}
path "secret/metadata/shop/generated/*" {
  capabilities = ["create", "update", "read"]
}
path "secret/+/shop/orders" {
  capabilities = ["create", "update", "read"]
}
POLICY
vault write auth/kubernetes/role/shop bound_service_account_names=orders \
  bound_service_account_namespaces=shop token_policies=shop token_ttl=10m
vault write auth/kubernetes/role/shop-publisher bound_service_account_names=publisher \
  bound_service_account_namespaces=shop token_policies=shop-publisher token_ttl=10m
vault kv put -mount=secret shop/orders host=postgres.shop.svc port=5432 username=orders password='with "quotes"'
vault kv put -mount=secret shop/payment api_key=pk-4711
vault kv put -mount=secret shop/flags beta=on
vault kv put -mount=secret shop/registry server=registry.example.com username=puller password=pull-only
vault secrets enable pki
vault secrets tune -max-lease-ttl=8760h pki
vault write pki/root/generate/internal common_name=lesson-ca ttl=8760h
vault write pki/roles/shop allowed_domains=shop.svc allow_subdomains=true max_ttl=72h
for store in 'vault shop orders' 'vault-publisher shop-publisher publisher'; do
  read -r name role account <<<"$store"
  kubectl apply -f - <<MANIFEST
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: $name, namespace: shop }
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
      auth:
        kubernetes:
          mountPath: kubernetes
          role: $role
          serviceAccountRef: { name: $account }
MANIFEST
  kubectl wait -n shop "secretstore/$name" --for=condition=Ready --timeout=60s
done
