#!/usr/bin/env bash
# The new pods need ten minutes before they can work.
# expect: rotation /hadn’t ended 100 seconds/
# from: solved
set -euo pipefail

kubectl set env deployment/shop --namespace shop WARM_UP=10m
