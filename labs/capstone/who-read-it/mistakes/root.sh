#!/usr/bin/env bash
# Names the root token, which reads everything.
# expect: reader-named /no account of that name/
set -euo pipefail

kubectl create configmap incident-answer --namespace shop --from-literal=who=root
