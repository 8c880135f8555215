#!/usr/bin/env bash
# It sees every change and may change nothing.
# expect: reloader-may /may not: `patch deployments`/
# from: start
set -euo pipefail

kubectl create role reloader --namespace shop --verb=get,list,watch --resource=secrets,configmaps,deployments.apps
kubectl create rolebinding reloader --namespace shop --role=reloader --serviceaccount=reloader:default
kubectl create deployment reloader --namespace reloader --image=kindlab/shop:1 -- /reloader
kubectl set env deployment/reloader --namespace reloader KUBERNETES_NAMESPACE=shop
