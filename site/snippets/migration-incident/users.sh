# Which workload names which Secret: volumes, envFrom and single variables.
kubectl -n "$1" get deployments,statefulsets,daemonsets,cronjobs,jobs -o json | jq -r '
  .items[] | "\(.kind)/\(.metadata.name)" as $workload
  | [.. | objects | .secretName?, .secretRef?.name?, .secretKeyRef?.name? | strings] | unique[]
  | . + "\t" + $workload'
