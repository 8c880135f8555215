timeout 60 bash -c 'until kubectl get events -n shop --field-selector involvedObject.name=payment,type=Warning -o json | grep -q "does not exist"; do sleep 1; done'
# ---8<---
kubectl get externalsecret payment -n shop -o json |
  jq '.status.conditions[] | select(.type == "Ready") | {status, reason, message}'
kubectl get events -n shop --field-selector involvedObject.name=payment,type=Warning \
  -o custom-columns=REASON:.reason,MESSAGE:.message
kubectl logs -n external-secrets deployment/external-secrets --tail=-1 |
  grep '"name":"payment"' | tail -n 1
