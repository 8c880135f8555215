#!/usr/bin/env bash
# Something else runs where the reloader belongs.
# expect: reloader-there /`watcher` in `reloader` isn’t one/
# from: start
set -euo pipefail

kubectl create deployment watcher --namespace reloader --image=kindlab/shop:1 -- /customer
