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
kubectl create namespace database
kubectl create configmap postgres-init -n database \
  --from-literal=10-passwords.sh="printf '%s\n' 'local all all trust' 'host all all all scram-sha-256' >\"\$PGDATA/pg_hba.conf\"" \
  --from-literal=20-shop.sql="
    CREATE TABLE orders (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item text NOT NULL);
    INSERT INTO orders (item) VALUES ('kettle'), ('lamp');
    CREATE ROLE shop_reader NOLOGIN;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO shop_reader;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO shop_reader;
    CREATE ROLE vault_admin LOGIN CREATEROLE PASSWORD 'first-password';
    GRANT shop_reader TO vault_admin WITH ADMIN OPTION;
  "
kubectl apply -f - <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: { name: postgres, namespace: database }
spec:
  selector: { matchLabels: { app: postgres } }
  template:
    metadata: { labels: { app: postgres } }
    spec:
      containers:
        - name: postgres
          image: docker.io/library/postgres:15
          env:
            - { name: POSTGRES_DB, value: shop }
            - { name: POSTGRES_PASSWORD, value: superuser-of-the-lesson }
          readinessProbe:
            exec: { command: [pg_isready, --host=127.0.0.1, --username=postgres] }
            periodSeconds: 1
            timeoutSeconds: 5
          volumeMounts: [{ name: init, mountPath: /docker-entrypoint-initdb.d }]
      volumes: [{ name: init, configMap: { name: postgres-init } }]
---
apiVersion: v1
kind: Service
metadata: { name: postgres, namespace: database }
spec:
  type: NodePort
  selector: { app: postgres }
  ports: [{ port: 5432, nodePort: 30432 }]
YAML
kubectl rollout status deployment/postgres -n database --timeout=150s
kubectl create namespace shop
kubectl create serviceaccount orders -n shop
node=$(kubectl get nodes -o jsonpath='{.items[0].metadata.name}')
# A Service that was just made is not at every node's port yet.
timeout 60 bash -c "until (exec 3<>/dev/tcp/$node/30432) 2>/dev/null; do sleep 0.2; done"
vault secrets enable database
vault write database/config/shop plugin_name=postgresql-database-plugin allowed_roles=orders \
  connection_url="postgresql://{{username}}:{{password}}@$node:30432/shop?sslmode=disable" \
  username=vault_admin password=first-password
vault write database/roles/orders db_name=shop default_ttl=15m max_ttl=1h \
  revocation_statements='DROP ROLE IF EXISTS "{{name}}";' creation_statements="
  CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE shop_reader;"
vault kv put -mount=secret shop/word word=old
vault policy write orders - <<'POLICY'
path "database/creds/orders" {
  capabilities = ["read"]
}
path "secret/data/shop/*" {
  capabilities = ["read"]
}
POLICY
vault write auth/kubernetes/role/orders bound_service_account_names=orders \
  bound_service_account_namespaces=shop token_policies=orders token_ttl=30m
kubectl apply -n shop -f - <<'YAML'
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: vault }
spec:
  provider:
    vault:
      server: http://vault.vault.svc:8200
      path: secret
      version: v2
      auth:
        kubernetes: { mountPath: kubernetes, role: orders, serviceAccountRef: { name: orders } }
---
apiVersion: generators.external-secrets.io/v1alpha1
kind: VaultDynamicSecret
metadata: { name: orders-db }
spec:
  path: database/creds/orders
  provider:
    server: http://vault.vault.svc:8200
    auth:
      kubernetes: { mountPath: kubernetes, role: orders, serviceAccountRef: { name: orders } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: orders-db }
spec:
  refreshInterval: 10m
  target: { name: orders-db }
  dataFrom:
    - sourceRef:
        generatorRef:
          apiVersion: generators.external-secrets.io/v1alpha1
          kind: VaultDynamicSecret
          name: orders-db
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: word }
spec:
  refreshInterval: 1h
  secretStoreRef: { kind: SecretStore, name: vault }
  target: { name: word }
  dataFrom:
    - extract: { key: shop/word }
YAML
kubectl wait -n shop externalsecret/word externalsecret/orders-db --for=condition=Ready --timeout=120s
