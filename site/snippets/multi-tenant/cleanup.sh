kubectl delete clustersecretstore shared tenants unchecked --ignore-not-found
kubectl delete namespace team-a team-b dev production vault-auth --ignore-not-found
kubectl delete clusterrolebinding lesson-token-reviewer --ignore-not-found
vault auth disable kubernetes
for policy in team-a team-b shared tenant; do vault policy delete "$policy"; done
for entry in team-a/db team-b/db shared/smtp shared/pager; do
  vault kv metadata delete -mount=secret "$entry"
done
