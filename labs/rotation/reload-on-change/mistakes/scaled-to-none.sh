#!/usr/bin/env bash
# It was stopped for a moment, and nobody thought of it again.
# expect: reloader-ready /0 of 0 pods/
# from: start
set -euo pipefail

kubectl create role reloader --namespace shop --verb=get,list,watch,patch --resource=secrets,configmaps,deployments.apps
kubectl create rolebinding reloader --namespace shop --role=reloader --serviceaccount=reloader:default
kubectl create deployment reloader --namespace reloader --image=kindlab/shop:1 -- /reloader
kubectl set env deployment/reloader --namespace reloader KUBERNETES_NAMESPACE=shop
kubectl scale deployment reloader --namespace reloader --replicas=0
