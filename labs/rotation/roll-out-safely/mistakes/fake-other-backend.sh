#!/usr/bin/env bash
# Fake: somebody else stands behind the Service.
# expect: serving /behind the Service stands `customer-/
# from: solved
set -euo pipefail

kubectl patch service shop --namespace shop --type merge --patch '{"spec":{"selector":{"app":"customer"}}}'
