#!/usr/bin/env bash
# Leaves the update policy at its default.
# expect: push-request /writes it over the one in use/
# from: solved
set -euo pipefail

kubectl patch pushsecret db-admin --namespace shop --type merge --patch '{"spec":{"updatePolicy":"Replace"}}'
