#!/usr/bin/env bash
# The Service sends customers to a port where nobody listens.
# expect: rotation /before anything was rotated, .* connection refused/
# from: solved
set -euo pipefail

kubectl patch service shop --namespace shop --type json --patch '[{"op":"replace","path":"/spec/ports/0/targetPort","value":8090}]'
