#!/usr/bin/env bash
# Installs what is missing and runs every test: the whole gate, then the browser tests.
# The last line is "N passed, N failed"; the exit code is 0 only if every step of the gate held.
set -uo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
setup_browser
exec node scripts/check.ts --e2e
