token=$(kubectl -n common-mistakes get secret vault-token -o jsonpath='{.data.token}' | base64 -d)
# ---8<---
VAULT_TOKEN=$token vault token capabilities secret/mistakes/config
VAULT_TOKEN=$token vault token capabilities secret/data/mistakes/config
