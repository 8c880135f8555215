timeout 60 bash -c 'until kubectl get events -n dev --field-selector involvedObject.name=smtp,type=Warning -o json | grep -q "denied by spec.condition"; do sleep 1; done'
# ---8<---
kubectl get events -n dev --field-selector involvedObject.name=smtp,type=Warning \
  -o custom-columns=MESSAGE:.message
