#!/usr/bin/env bash
# It looks at its own namespace alone.
# expect: reloader-there /looks at the namespace `reloader` alone/
# from: start
set -euo pipefail

kubectl create deployment reloader --namespace reloader --image=kindlab/shop:1 -- /reloader
kubectl set env deployment/reloader --namespace reloader KUBERNETES_NAMESPACE=reloader
