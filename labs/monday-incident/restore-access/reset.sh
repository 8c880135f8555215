#!/usr/bin/env bash
# Takes the lab back to the start of "Restore the way to Vault": diagnosed, and everything as it was on Monday morning.
# from: anywhere
set -euo pipefail

start_lab access request target diagnosed
