#!/usr/bin/env bash
# A fake: a real certificate of this Vault, issued and stored by hand.
# expect: certificate-renews /wasn’t ESO|old certificate is still there/
# from: solved
# undo: kubectl scale deployment external-secrets --namespace external-secrets --replicas=1
set -euo pipefail

kubectl scale deployment external-secrets --namespace external-secrets --replicas=0
kubectl wait --for=delete pod --selector=app.kubernetes.io/name=external-secrets --namespace external-secrets --timeout=60s
answer="$(vault write -format=json pki/issue/shop common_name=web.shop.svc ttl=2h)"
jq --raw-output .data.certificate <<<"$answer" >"$HOME/.hand.crt"
jq --raw-output .data.private_key <<<"$answer" >"$HOME/.hand.key"
kubectl create secret tls shop-tls --namespace shop --key "$HOME/.hand.key" --cert "$HOME/.hand.crt" \
  --dry-run=client --output yaml | kubectl apply --server-side --force-conflicts --filename -
rm "$HOME/.hand.key" "$HOME/.hand.crt"
