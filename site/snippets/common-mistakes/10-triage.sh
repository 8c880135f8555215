namespace=common-mistakes name=config
# ---8<---
kubectl -n $namespace get externalsecret $name          # reason, and when it was last synced
kubectl -n $namespace get secretstore                   # Valid? Then the login works
kubectl -n $namespace get events --field-selector involvedObject.name=$name,type=Warning
kubectl -n external-secrets logs deployment/external-secrets --tail=-1 |
  jq -rR --arg name $name 'fromjson? | select(.name? == $name) | .error? // empty | gsub("\\s+"; " ")' | sort | uniq -c
