for n in 0 1 2; do
  if kill -0 "$(cat "bao-$n/server.pid")" 2>/dev/null; then kill -9 "$(cat "bao-$n/server.pid")"; fi
done
kubectl delete namespace running-it --wait=true --timeout=90s
kubectl -n external-secrets scale deployment/external-secrets --replicas=1
vault kv metadata delete -mount=secret running-it/config
