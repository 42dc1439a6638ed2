#!/usr/bin/env bash
# Installs what is missing, builds the screens and starts the demo: two branches, two tills each, a relay, a reporter.
# --check: starts a fresh one on free ports, sells, sees the sale at the other till and in the report, prints one
# JSON line and stops everything; exit code 0 only if all that held. --fresh: forgets the demo's data of before.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
setup_step 'build' node --run build
exec node scripts/demo.ts "$@"
