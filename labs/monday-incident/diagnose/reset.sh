#!/usr/bin/env bash
# Takes the lab back to Monday morning.
# from: anywhere
set -euo pipefail

kubectl delete configmap diagnosis --namespace incident --ignore-not-found
start_lab
