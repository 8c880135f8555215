kubectl get externalsecrets -A -o json | jq -r '.items[]
  | [.metadata.namespace, .metadata.name, .status.refreshTime,
     (.status.conditions[]? | select(.type == "Ready") | .reason)]
  | @tsv'
