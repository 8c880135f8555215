#!/usr/bin/env bash
# A fake: a certificate made by hand, under the right name and of the right type.
# expect: tls-secret /wasn’t signed by the root/
# from: solved
# undo: kubectl scale deployment external-secrets --namespace external-secrets --replicas=1
set -euo pipefail

# Without the controller nobody puts it right.
kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
kubectl wait --for=delete pod --selector=app.kubernetes.io/name=external-secrets --namespace external-secrets --timeout=60s
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=web.shop.svc \
  -addext subjectAltName=DNS:web.shop.svc -keyout "$HOME/.fake.key" -out "$HOME/.fake.crt"
kubectl create secret tls shop-tls --namespace shop --key "$HOME/.fake.key" --cert "$HOME/.fake.crt" \
  --dry-run=client --output yaml | kubectl apply --server-side --force-conflicts --filename -
rm "$HOME/.fake.key" "$HOME/.fake.crt"
