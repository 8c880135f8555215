#!/usr/bin/env bash
# Takes the lab back to the start of "Close the incident": everything is repaired, and the old Secrets are still there.
# from: anywhere
set -euo pipefail

start_lab none diagnosed
