kubectl get secretstores,clustersecretstores -A -o json | jq -r '
  .items[] | select(.spec.provider.vault.auth.tokenSecretRef)
  | ["stored token", .kind, .metadata.namespace // "-", .metadata.name]
  | @tsv'
kubectl get externalsecrets -A -o json | jq -r '
  .items[] | select(.spec.refreshInterval | test("^0|[0-9]{2,}h"))
  | ["seldom refreshed", .metadata.namespace, .metadata.name, .spec.refreshInterval]
  | @tsv'
