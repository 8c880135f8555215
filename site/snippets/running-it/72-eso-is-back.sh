kubectl -n external-secrets scale deployment/external-secrets --replicas=1
kubectl -n external-secrets rollout status deployment/external-secrets --timeout=90s
timeout 90 bash -c '
  until [ "$(kubectl -n running-it get secret good -o jsonpath="{.data.api_key}" | base64 -d)" = second ]
  do sleep 1; done'
