#!/usr/bin/env bash
# The start of the lab: PostgreSQL with the shop's orders, and a Vault that takes logins by Kubernetes service accounts.
set -euo pipefail

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
