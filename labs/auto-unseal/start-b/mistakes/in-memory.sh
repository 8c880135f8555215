#!/usr/bin/env bash
# Keeps everything in memory.
# expect: b-storage /`storage_type` is `inmem`/
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
    storage "inmem" {}
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
