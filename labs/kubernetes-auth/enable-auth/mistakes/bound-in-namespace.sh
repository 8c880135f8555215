#!/usr/bin/env bash
# Binds the role in one namespace; a TokenReview belongs to none.
# expect: reviewer-may /may not create `tokenreviews`/
set -euo pipefail

kubectl create serviceaccount vault-reviewer --namespace vault-auth
kubectl create rolebinding vault-reviewer --namespace vault-auth --clusterrole=system:auth-delegator --serviceaccount=vault-auth:vault-reviewer
vault auth enable kubernetes
