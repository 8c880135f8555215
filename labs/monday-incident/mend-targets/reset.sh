#!/usr/bin/env bash
# Takes the lab back to the start of "Mend the Secrets themselves": the rest is repaired.
# from: anywhere
set -euo pipefail

start_lab target diagnosed
