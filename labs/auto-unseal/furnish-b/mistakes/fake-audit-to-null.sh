#!/usr/bin/env bash
# Fake: an audit device that writes where nobody can read.
# expect: audit-writes /isn’t in the log of its pod/
# from: solved
set -euo pipefail

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
      path    = "/vault/data"
      node_id = "vault-b-0"
    }
    seal "transit" {
      address    = "http://vault.vault.svc:8200"
      mount_path = "transit"
      key_name   = "autounseal"
    }
    audit "file" "null" {
      options {
        file_path = "/dev/null"
      }
    }
YAML
kubectl scale statefulset vault-b --namespace lab2 --replicas=1
kubectl rollout status statefulset vault-b --namespace lab2 --timeout=120s || true
kubectl delete pod vault-b-0 --namespace lab2
kubectl rollout status statefulset vault-b --namespace lab2 --timeout=120s
node="$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')"
export VAULT_ADDR="http://$node:30820"
for _ in $(seq 60); do
  if vault status >/dev/null 2>&1; then break; fi
  sleep 1
done
