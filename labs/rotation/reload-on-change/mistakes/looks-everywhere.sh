#!/usr/bin/env bash
# It looks at all namespaces, and may read one.
# expect: reloader-may /may not: .*`watch secrets`/
# from: start
set -euo pipefail

kubectl create role reloader --namespace shop --verb=get,list,watch,patch --resource=secrets,configmaps,deployments.apps
kubectl create rolebinding reloader --namespace shop --role=reloader --serviceaccount=reloader:default
kubectl create deployment reloader --namespace reloader --image=kindlab/shop:1 -- /reloader
