kubectl patch externalsecret payment -n shop --type=json -p '[
  {"op": "replace", "path": "/spec/dataFrom/0/extract/key", "value": "shop/payment"}
]'
kubectl wait -n shop externalsecret/payment --for=condition=Ready --timeout=60s
