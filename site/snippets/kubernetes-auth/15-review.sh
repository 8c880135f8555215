review() { jq -n --arg token "$(cat app.jwt)" --arg audience "$1" \
  '{apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: {token: $token, audiences: [$audience]}}'; }

review vault | kubectl create -f - -o json | jq -c '.status | {authenticated, user: .user.username, audiences}'
review other | kubectl create -f - -o json | jq -c '.status | {authenticated, error}'
