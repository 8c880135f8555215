vault write auth/kubernetes/login role=web-app jwt=@app.jwt
