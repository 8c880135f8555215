#!/usr/bin/env bash
# The start of the lab: logins that end after a minute, and a shop that reads its login once and is one pod alone.
# run: before every reset
set -euo pipefail

# Puts an object there exactly as it is written, whatever somebody has made of it.
put() {
  local manifest
  manifest="$(cat)"
  kubectl replace --save-config --filename - <<<"$manifest" 2>/dev/null || kubectl create --save-config --filename - <<<"$manifest"
}

# What the exercises bring into the cluster.
kubectl delete deployments,cronjobs,rolebindings,roles --all --namespace reloader --timeout=60s
kubectl delete serviceaccount reloader --namespace reloader --ignore-not-found
kubectl delete cronjobs,roles,rolebindings --all --namespace shop --timeout=60s
kubectl delete secret shop-db-copy --namespace shop --ignore-not-found
kubectl delete deployment,service own-db --namespace shop --ignore-not-found
kubectl delete deployment reloader --namespace shop --ignore-not-found
kubectl delete clusterrolebinding,clusterrole reloader --ignore-not-found
kubectl scale deployment external-secrets --namespace external-secrets --replicas=1

# The database, reachable for pods as postgres.database.svc:5432 and for Vault, which stands outside, at the node's port 30432.
kubectl create secret generic postgres --namespace database --dry-run=client --output yaml \
  --from-literal=password="$KL_DBA_PASSWORD" | kubectl apply --filename -
kubectl create configmap postgres-init --namespace database --dry-run=client --output yaml \
  --from-literal=passwords.sh="# Whoever comes over TCP needs a password, also from 127.0.0.1, where a port-forward comes from.
    printf '%s\n' 'local all all trust' 'host all all all scram-sha-256' >\"\$PGDATA/pg_hba.conf\"
  " \
  --from-literal=shop.sql="
    CREATE TABLE orders (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item text NOT NULL, placed_at timestamptz NOT NULL DEFAULT now());
    INSERT INTO orders (item) VALUES ('kettle'), ('lamp'), ('chair');
    -- Whoever is a member may read every table of today and every table that postgres adds later.
    CREATE ROLE shop_reader NOLOGIN;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO shop_reader;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO shop_reader;
    -- For Vault: may make and drop other roles, and read nothing itself.
    CREATE ROLE vault_admin LOGIN CREATEROLE PASSWORD '$KL_ADMIN_PASSWORD';
  " | kubectl apply --filename -
kubectl apply --filename - <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: postgres
  namespace: database
spec:
  strategy:
    type: Recreate
  selector:
    matchLabels:
      app: postgres
  template:
    metadata:
      labels:
        app: postgres
    spec:
      containers:
        - name: postgres
          image: docker.io/library/postgres:15
          imagePullPolicy: IfNotPresent
          env:
            - name: POSTGRES_DB
              value: shop
            - name: POSTGRES_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: postgres
                  key: password
          ports:
            - containerPort: 5432
          readinessProbe:
            exec:
              command: [pg_isready, --host=127.0.0.1, --username=postgres]
            periodSeconds: 1
          volumeMounts:
            - name: init
              mountPath: /docker-entrypoint-initdb.d
      volumes:
        - name: init
          configMap:
            name: postgres-init
---
apiVersion: v1
kind: Service
metadata:
  name: postgres
  namespace: database
spec:
  type: NodePort
  selector:
    app: postgres
  ports:
    - port: 5432
      nodePort: 30432
YAML

# Vault asks the cluster about service account tokens with a reviewer's token of its own.
kubectl create serviceaccount vault-reviewer --namespace default --dry-run=client --output yaml | kubectl apply --filename -
kubectl create clusterrolebinding vault-reviewer --clusterrole=system:auth-delegator --serviceaccount=default:vault-reviewer \
  --dry-run=client --output yaml | kubectl apply --filename -
vault auth list --format=json | jq --exit-status '."kubernetes/"' >/dev/null || vault auth enable kubernetes
vault write auth/kubernetes/config \
  kubernetes_host="https://$(kubectl get nodes --output jsonpath='{.items[0].metadata.name}'):6443" \
  kubernetes_ca_cert="$(kubectl get configmap kube-root-ca.crt --namespace default --output jsonpath='{.data.ca\.crt}')" \
  token_reviewer_jwt="$(kubectl create token vault-reviewer --namespace default --duration=24h)"


kubectl rollout status deployment/postgres --namespace database --timeout=120s

# Logins of the role app, as in the lab before; only the token that asks for them is too short-lived.
vault secrets list --format=json | jq --exit-status '."database/"' >/dev/null || vault secrets enable database
vault write database/config/shop plugin_name=postgresql-database-plugin allowed_roles=app \
  connection_url="postgresql://{{username}}:{{password}}@$(kubectl get nodes --output jsonpath='{.items[0].metadata.name}'):30432/shop?sslmode=disable" \
  username=vault_admin password="$KL_ADMIN_PASSWORD"
vault write database/roles/app db_name=shop default_ttl=4m max_ttl=10m \
  creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE shop_reader" \
  revocation_statements='DROP ROLE IF EXISTS "{{name}}"'
vault policy write shop-app - <<<'path "database/creds/app" { capabilities = ["read"] }'
kubectl create serviceaccount shop-app --namespace shop --dry-run=client --output yaml | kubectl apply --filename -
vault write auth/kubernetes/role/shop-app bound_service_account_names=shop-app bound_service_account_namespaces=shop \
  token_policies=shop-app token_ttl=1m token_max_ttl=1h token_explicit_max_ttl=0

put <<'YAML'
apiVersion: generators.external-secrets.io/v1alpha1
kind: VaultDynamicSecret
metadata:
  name: shop-db
  namespace: shop
spec:
  path: database/creds/app
  method: GET
  provider:
    server: http://vault.vault.svc:8200
    auth:
      kubernetes:
        mountPath: kubernetes
        role: shop-app
        serviceAccountRef:
          name: shop-app
YAML
put <<'YAML'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: shop-db
  namespace: shop
spec:
  refreshInterval: 10m
  target:
    name: shop-db
  dataFrom:
    - sourceRef:
        generatorRef:
          apiVersion: generators.external-secrets.io/v1alpha1
          kind: VaultDynamicSecret
          name: shop-db
YAML
timeout 60 bash -c 'until kubectl get secret shop-db --namespace shop >/dev/null 2>&1; do sleep 0.5; done'

# The shop, and a customer who asks it five times a second and keeps count.
put <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  namespace: shop
spec:
  replicas: 1
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: shop
          image: kindlab/shop:1
          ports:
            - containerPort: 8080
          env:
            - name: DB_HOST
              value: postgres.database.svc
            - name: DB_NAME
              value: shop
            - name: DB_USERNAME
              valueFrom:
                secretKeyRef:
                  name: shop-db
                  key: username
            - name: DB_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: shop-db
                  key: password
YAML
put <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: shop
  namespace: shop
spec:
  selector:
    app: shop
  ports:
    - port: 80
      targetPort: 8080
YAML
put <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: customer
  namespace: shop
spec:
  selector:
    matchLabels:
      app: customer
  template:
    metadata:
      labels:
        app: customer
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: customer
          image: kindlab/shop:1
          command: [/customer]
          env:
            - name: URL
              value: http://shop.shop.svc/order
YAML
# Pods of an earlier template, whose login may be dead, are gone before an exercise begins.
kubectl rollout status deployment/shop --namespace shop --timeout=120s
