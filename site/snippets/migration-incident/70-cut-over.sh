kubectl -n migration patch deployment shop --type=json -p '[{"op": "replace",
  "path": "/spec/template/spec/containers/0/envFrom/0/secretRef/name", "value": "shop-db-eso"}]'
kubectl -n migration rollout status deployment/shop --timeout=120s
