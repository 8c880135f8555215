timeout 60 bash -c 'until kubectl get events -n team-a --field-selector involvedObject.name=foreign,type=Warning -o json | grep -q "Code: 403"; do sleep 1; done'
# ---8<---
kubectl get events -n team-a --field-selector involvedObject.name=foreign,type=Warning \
  -o custom-columns=MESSAGE:.message | grep -o 'Code: 403' | tail -n 1
