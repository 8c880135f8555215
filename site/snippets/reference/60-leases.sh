accessor=$(vault token create -policy=reference -ttl=10m -format=json | jq -r .auth.accessor)
# ---8<---
vault token lookup -accessor "$accessor"                            # what does this token still have?
vault token revoke -accessor "$accessor"                            # end it, and all its leases
vault lease revoke -prefix database/creds/app                    # end every lease below a path
