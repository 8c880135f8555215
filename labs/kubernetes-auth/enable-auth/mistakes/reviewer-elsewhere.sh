#!/usr/bin/env bash
# Makes the reviewer beside the application.
# expect: reviewer-may /`vault-reviewer` in `lab3`/
set -euo pipefail

kubectl create serviceaccount vault-reviewer --namespace lab3
vault auth enable kubernetes
