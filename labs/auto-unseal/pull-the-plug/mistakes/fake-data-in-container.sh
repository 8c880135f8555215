#!/usr/bin/env bash
# Fake: everything is there, as long as nobody pulls the plug: the data lies in the container.
# expect: survives-restart /came back empty/
set -euo pipefail

kubectl scale statefulset vault-b --namespace lab2 --replicas=0
kubectl wait --for=delete pod/vault-b-0 --namespace lab2 --timeout=60s
kubectl apply --filename - <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: vault-b
  namespace: lab2
data:
  vault.hcl: |
    api_addr     = "http://vault-b.lab2.svc:8200"
    cluster_addr = "http://vault-b.lab2.svc:8201"
    listener "tcp" {
      address     = "0.0.0.0:8200"
      tls_disable = true
    }
    storage "raft" {
      path    = "/tmp"
      node_id = "vault-b-0"
    }
    seal "transit" {
      address    = "http://vault.vault.svc:8200"
      mount_path = "transit"
      key_name   = "autounseal"
    }
    audit "file" "stdout" {
      options {
        file_path = "stdout"
      }
    }
YAML
kubectl scale statefulset vault-b --namespace lab2 --replicas=1
kubectl rollout status statefulset vault-b --namespace lab2 --timeout=120s || true
node="$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')"
export VAULT_ADDR="http://$node:30820"
for _ in $(seq 60); do
  if vault status >/dev/null 2>&1 || [[ $? == 2 ]]; then break; fi
  sleep 1
done
vault operator init -recovery-shares=1 -recovery-threshold=1 -format=json >"$HOME/vault-b-init.json"
for _ in $(seq 60); do
  if vault status >/dev/null 2>&1; then break; fi
  sleep 1
done
export VAULT_TOKEN="$(jq --raw-output .root_token "$HOME/vault-b-init.json")"
vault policy write admin - <<'HCL'
path "*" {
  capabilities = ["create", "read", "update", "patch", "delete", "list", "sudo"]
}
HCL
vault auth enable userpass
vault write auth/userpass/users/admin password="$KL_ADMIN_PASSWORD" token_policies=admin token_ttl=1h
vault secrets enable -path=secret kv-v2
vault secrets enable database
vault secrets enable pki
vault kv put -mount=secret marker value="$KL_MARKER"
vault token revoke -self
