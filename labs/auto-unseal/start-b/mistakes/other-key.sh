#!/usr/bin/env bash
# Names a key that the policy doesn’t speak of.
# expect: b-answers /answers its seal with “permission denied”/
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
      key_name   = "unseal"
    }
    audit "file" "stdout" {
      options {
        file_path = "stdout"
      }
    }
YAML
kubectl scale statefulset vault-b --namespace lab2 --replicas=1
kubectl rollout status statefulset vault-b --namespace lab2 --timeout=15s || true
