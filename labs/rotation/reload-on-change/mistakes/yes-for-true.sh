#!/usr/bin/env bash
# It says yes, and only true counts.
# expect: asks-for-reload /`reloader.stakater.com.auto` is `yes`/
# from: start
set -euo pipefail

kubectl annotate deployment shop --namespace shop reloader.stakater.com/auto=yes
