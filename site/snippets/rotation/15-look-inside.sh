timeout 170 bash -c 'until [ "$(kubectl exec -n shop three-ways -- cat /folder/word)" = new ]; do sleep 2; done'
# ---8<---
kubectl exec -n shop three-ways -- bash -c '
  echo "environment: $WORD"
  echo "folder:      $(cat /folder/word)"
  echo "subPath:     $(cat /single/word)"'
