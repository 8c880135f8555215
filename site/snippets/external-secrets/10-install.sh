# elsewhere: https://charts.external-secrets.io
helm repo add external-secrets http://charts.kindlab
helm upgrade --install external-secrets external-secrets/external-secrets \
  --namespace external-secrets --create-namespace \
  --version 0.20.4 --wait
