#!/usr/bin/env bash
# Fake: a database of one’s own that lets everybody in, beside the shop’s.
# expect: serving settling /every pod to be connected to the database/
# from: solved
set -euo pipefail

kubectl create deployment own-db --namespace shop --image=docker.io/library/postgres:15 --port=5432 --dry-run=client --output yaml |
  kubectl set env --local --filename - --output yaml POSTGRES_HOST_AUTH_METHOD=trust POSTGRES_DB=shop | kubectl apply --filename -
kubectl expose deployment own-db --namespace shop
kubectl rollout status deployment/own-db --namespace shop --timeout=60s
timeout 60 bash -c 'until kubectl exec --namespace shop deploy/own-db -- psql --username=postgres --dbname=shop --host=127.0.0.1 --command="SELECT 1"; do sleep 1; done'
user="$(kubectl get secret shop-db --namespace shop --output jsonpath='{.data.username}' | base64 --decode)"
kubectl exec --namespace shop deploy/own-db -- psql --username=postgres --dbname=shop --host=127.0.0.1 --command="
  CREATE TABLE orders (id integer, item text);
  INSERT INTO orders VALUES (1, 'nothing');
  CREATE ROLE \"$user\" LOGIN SUPERUSER"
kubectl set env deployment/shop --namespace shop DB_HOST=own-db.shop.svc
kubectl rollout status deployment/shop --namespace shop --timeout=120s
