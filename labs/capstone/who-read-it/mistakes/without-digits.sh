#!/usr/bin/env bash
# Names a service without its digits.
# expect: reader-named /no account of that name/
set -euo pipefail

kubectl create configmap incident-answer --namespace shop --from-literal=who=svc-reports
