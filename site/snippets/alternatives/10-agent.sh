unset VAULT_TOKEN
# ---8<---
vault agent -config=agent.hcl -log-level=warn
ls -l secrets
kubectl -n alternatives get secrets
