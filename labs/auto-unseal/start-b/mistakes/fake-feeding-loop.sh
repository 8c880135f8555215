#!/usr/bin/env bash
# Fake: no seal stanza, and a loop that feeds the key share after every restart.
# expect: b-seal /`shamir`/
# undo: rm -f "$HOME/feeding"
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
vault operator init -key-shares=1 -key-threshold=1 -format=json >"$HOME/vault-b-init.json"
touch "$HOME/feeding"
nohup timeout 300 bash -c 'while [[ -e "$HOME/feeding" ]]; do
  vault operator unseal "$(jq --raw-output ".unseal_keys_b64[0]" "$HOME/vault-b-init.json")"
  sleep 1
done' >"$HOME/feeding.log" 2>&1 </dev/null &
