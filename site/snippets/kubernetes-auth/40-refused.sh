# Another service account of the same namespace.
kubectl create token default -n web --audience=vault >default.jwt
! vault write auth/kubernetes/login role=web-app jwt=@default.jwt

# The same name in another namespace.
kubectl create serviceaccount app -n default
kubectl create token app -n default --audience=vault >elsewhere.jwt
! vault write auth/kubernetes/login role=web-app jwt=@elsewhere.jwt

# The right account, but a token meant for the API server.
kubectl create token app -n web >api.jwt
! vault write auth/kubernetes/login role=web-app jwt=@api.jwt

# A role that does not exist.
! vault write auth/kubernetes/login role=webapp jwt=@app.jwt
