#!/usr/bin/env bash
# Takes the lab back to the start of "Correct what is asked for": the way to Vault is restored.
# from: anywhere
set -euo pipefail

start_lab request target diagnosed
