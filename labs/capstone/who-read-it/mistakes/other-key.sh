#!/usr/bin/env bash
# Writes the answer under another key.
# expect: reader-named /no ConfigMap .incident-answer. with a key/
set -euo pipefail

kubectl create configmap incident-answer --namespace shop --from-literal=name="userpass-$KL_HIDDEN_READER"
