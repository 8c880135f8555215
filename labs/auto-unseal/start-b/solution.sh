#!/usr/bin/env bash
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
    audit "file" "stdout" {
      options {
        file_path = "stdout"
      }
    }
YAML
kubectl scale statefulset vault-b --namespace lab2 --replicas=1
kubectl rollout status statefulset vault-b --namespace lab2 --timeout=120s

node="$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[?(@.type=="InternalIP")].address}')"
export VAULT_ADDR="http://$node:30820"
for _ in $(seq 60); do
  # 0: unsealed, 2: sealed; anything else: nobody answers yet.
  if vault status >/dev/null 2>&1 || [[ $? == 2 ]]; then break; fi
  sleep 1
done

if [[ "$(vault status -format=json | jq .initialized)" != true ]]; then
  vault operator init -recovery-shares=1 -recovery-threshold=1 -format=json >"$HOME/vault-b-init.json"
fi
for _ in $(seq 60); do
  if vault status >/dev/null 2>&1; then exit 0; fi
  sleep 1
done
exit 1
