#!/usr/bin/env bash
# Asks for another name.
# expect: tls-secret /certificate is for .*api\.shop\.svc/
# from: solved
set -euo pipefail

kubectl patch vaultdynamicsecret shop-tls --namespace shop --type merge --patch '{"spec":{"parameters":{"common_name":"api.shop.svc"}}}'
kubectl annotate externalsecret shop-tls --namespace shop force-sync="$(date +%s%N)" --overwrite
timeout 60 bash -c '
  until kubectl get secret shop-tls --namespace shop --output jsonpath="{.data.tls\.crt}" | base64 -d |
    openssl x509 -noout -ext subjectAltName | grep --quiet api.shop.svc; do
    sleep 1
  done'
