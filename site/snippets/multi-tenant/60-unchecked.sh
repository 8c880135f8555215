sed 's/name: tenants/name: unchecked/; s/role: tenant/role: no-such-role/' tenant-store.yaml |
  kubectl apply -f -
kubectl wait clustersecretstore/unchecked --for=condition=Ready --timeout=60s
kubectl get clustersecretstores
