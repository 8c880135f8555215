kubectl create namespace web
kubectl create serviceaccount app -n web

kubectl create token app -n web --audience=vault --duration=10m >app.jwt
cut -d. -f2 app.jwt | tr '_-' '/+' | { base64 -d 2>/dev/null || true; } | jq '{iss, sub, aud, exp}'
