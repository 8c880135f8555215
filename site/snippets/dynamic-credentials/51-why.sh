timeout 60 bash -c 'until kubectl get events -n shop --field-selector involvedObject.name=through-kv,type=Warning -o json | grep -q "secret/data/database"; do sleep 1; done'
# ---8<---
kubectl get events -n shop --field-selector involvedObject.name=through-kv,type=Warning \
  -o custom-columns=MESSAGE:.message | grep -o 'GET http.*' | tail -n 1
