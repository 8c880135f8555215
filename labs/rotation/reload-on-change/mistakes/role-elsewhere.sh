#!/usr/bin/env bash
# Role and binding are in the reloader’s own namespace.
# expect: reloader-may /`default` may not: .*`list secrets`/
# from: start
set -euo pipefail

kubectl create role reloader --namespace reloader --verb=get,list,watch,patch --resource=secrets,configmaps,deployments.apps
kubectl create rolebinding reloader --namespace reloader --role=reloader --serviceaccount=reloader:default
kubectl create deployment reloader --namespace reloader --image=kindlab/shop:1 -- /reloader
kubectl set env deployment/reloader --namespace reloader KUBERNETES_NAMESPACE=shop
