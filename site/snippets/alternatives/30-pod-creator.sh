kubectl apply -f developer.yaml >/dev/null
# A kubeconfig of its own: kubectl prefers a client certificate to a token.
kubectl config view --minify --raw -o json |
  jq --arg token "$(kubectl -n alternatives create token developer)" '.users[0].user = {token: $token}' >developer.kubeconfig
# ---8<---
export KUBECONFIG=developer.kubeconfig       # may create pods and read their logs, no more
! kubectl -n alternatives get secret db

kubectl apply -f peek.yaml
kubectl -n alternatives wait --for=jsonpath='{.status.phase}'=Succeeded pod/peek --timeout=60s
kubectl -n alternatives logs peek
