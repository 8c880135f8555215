#!/usr/bin/env bash
# Asks the authority to sign anything, instead of a role to issue.
# expect: certificate-request /asks for .pki\/sign-verbatim/
# from: solved
set -euo pipefail

kubectl patch vaultdynamicsecret shop-tls --namespace shop --type merge --patch '{"spec":{"path":"pki/sign-verbatim/shop"}}'
