kubectl get deployments -n external-secrets
kubectl api-resources --api-group=external-secrets.io
