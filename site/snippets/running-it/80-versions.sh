helm list -n external-secrets
helm get values external-secrets -n external-secrets
kubectl get crd externalsecrets.external-secrets.io \
  -o jsonpath='{range .spec.versions[*]}{.name} served={.served}{"\n"}{end}stored: {.status.storedVersions}{"\n"}'
