#!/usr/bin/env bash
# Reads where it has to write.
# expect: certificate-request /uses .GET./
# from: solved
set -euo pipefail

kubectl patch vaultdynamicsecret shop-tls --namespace shop --type merge --patch '{"spec":{"method":"GET"}}'
