#!/usr/bin/env bash
# Takes the lab back to the start of "Connect Vault to PostgreSQL": no engine, no logins, the first password.
set -euo pipefail

kubectl delete externalsecrets,secretstores,vaultdynamicsecrets --all --namespace shop --timeout=60s
kubectl delete secret shop-db --namespace shop --ignore-not-found
# Forced: a login that Vault can't remove any more would keep the engine from going.
vault lease revoke -force -prefix database/ >/dev/null 2>&1 || true
vault secrets disable database
kubectl exec --namespace database deploy/postgres -- psql --username=postgres --dbname=shop --quiet --command="
  DO \$\$ DECLARE login text; BEGIN
    FOR login IN SELECT rolname FROM pg_roles WHERE rolname LIKE 'v-%' LOOP
      EXECUTE format('DROP OWNED BY %I', login);
      EXECUTE format('DROP ROLE %I', login);
    END LOOP;
  END \$\$;
  ALTER ROLE vault_admin LOGIN CREATEROLE PASSWORD '$KL_ADMIN_PASSWORD'"
