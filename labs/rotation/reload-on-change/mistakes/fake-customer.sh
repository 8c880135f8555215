#!/usr/bin/env bash
# Fake: the customer asks a page that always answers, while the Service lets people in before the shop is warm.
# expect: rotation /requests failed .*still warming up/
# from: solved
set -euo pipefail

kubectl patch service shop --namespace shop --type merge --patch '{"spec":{"publishNotReadyAddresses":true}}'
kubectl set env deployment/customer --namespace shop URL=http://shop.shop.svc/alive
