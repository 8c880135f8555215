#!/usr/bin/env bash
set -euo pipefail

# What is in the Secret, decoded. Kubernetes only encodes it: base64 is no encryption.
kubectl get secret myapp-config --namespace lab1 --output json | jq '.data | map_values(@base64d)'

# An altered value is put right …
kubectl patch secret myapp-config --namespace lab1 --patch '{"stringData":{"api_key":"altered by hand"}}'
# Times in Kubernetes are whole seconds: let one go by, so that the new Secret is seen to be younger.
kubectl get externalsecret myapp-config --namespace lab1
sleep 1
# … and a deleted Secret is made again.
kubectl delete secret myapp-config --namespace lab1
kubectl wait --for=create secret/myapp-config --namespace lab1 --timeout=30s
