#!/usr/bin/env bash
# The reloader runs in another namespace.
# expect: reloader-there /one runs in `shop`/
# from: start
set -euo pipefail

kubectl create deployment reloader --namespace shop --image=kindlab/shop:1 -- /reloader
