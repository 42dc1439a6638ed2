#!/usr/bin/env bash
# Installs what the chaos suites want from the system where that is possible, and runs them; see chaos.ts.
set -uo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
setup_chaos
exec node scripts/chaos.ts "$@"
